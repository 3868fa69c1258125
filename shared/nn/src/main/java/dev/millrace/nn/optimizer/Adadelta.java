package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.util.List;

/// `A = rho * A + (1 - rho) * g^2`; `d = -sqrt(D + epsilon) * g / sqrt(A + epsilon)`;
/// `D = rho * D + (1 - rho) * d^2`; `w += lr * d` (Zeiler, 2012).
///
/// @param options what it does beside its formula
public record Adadelta(LearningRate learningRate, double rho, double epsilon, OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Adadelta.class, config -> {
        var defaults = new Adadelta();
        return new Adadelta(
                defaults.learningRate,
                config.number("rho", defaults.rho),
                config.number("epsilon", defaults.epsilon),
                defaults.options);
    });

    public Adadelta {
        Common.checkFraction("Adadelta", "rho", rho);
        Common.checkNotNegative("Adadelta", "epsilon", epsilon);
    }

    /// Keras's defaults.
    public Adadelta() {
        this(0.001, 0.95, 1e-7);
    }

    /// At a learning rate that stays the same, without options.
    public Adadelta(double learningRate, double rho, double epsilon) {
        this(LearningRate.of(learningRate), rho, epsilon, OptimizerOptions.NONE);
    }

    @Override
    public Adadelta with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Adadelta(newLearningRate, rho, epsilon, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        return Common.interleaved(weights, "accumulated_grad", "accumulated_delta_var");
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("rho", rho).and("epsilon", epsilon);
    }
}
