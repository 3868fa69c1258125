package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.util.List;

/// Stochastic gradient descent: `w -= lr * g`; with momentum `m = momentum * m - lr * g`, then `w += m`, or
/// `w += momentum * m - lr * g` (Nesterov).
///
/// @param options what it does beside its formula
public record SGD(LearningRate learningRate, double momentum, boolean nesterov, OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(SGD.class, config -> {
        var defaults = new SGD();
        return new SGD(
                defaults.learningRate,
                config.number("momentum", defaults.momentum),
                config.flag("nesterov", defaults.nesterov),
                defaults.options);
    });

    public SGD {
        Common.checkFraction("SGD", "momentum", momentum);
    }

    /// Keras's defaults.
    public SGD() {
        this(0.01, 0, false);
    }

    /// At a learning rate that stays the same, without options.
    public SGD(double learningRate, double momentum, boolean nesterov) {
        this(LearningRate.of(learningRate), momentum, nesterov, OptimizerOptions.NONE);
    }

    @Override
    public SGD with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new SGD(newLearningRate, momentum, nesterov, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        return momentum == 0 ? List.of() : Common.each(weights, "momentum");
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("momentum", momentum).and("nesterov", nesterov);
    }
}
