package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.util.List;

/// `w -= lr * sign(beta1 * m + (1 - beta1) * g)`; then `m = beta2 * m + (1 - beta2) * g` (Chen et al., 2023).
///
/// @param options what it does beside its formula
public record Lion(LearningRate learningRate, double beta1, double beta2, OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Lion.class, config -> {
        var defaults = new Lion();
        return new Lion(
                defaults.learningRate,
                config.number("beta_1", defaults.beta1),
                config.number("beta_2", defaults.beta2),
                defaults.options);
    });

    public Lion {
        Common.checkFraction("Lion", "beta_1", beta1);
        Common.checkFraction("Lion", "beta_2", beta2);
    }

    /// Keras's defaults.
    public Lion() {
        this(0.001, 0.9, 0.99);
    }

    /// At a learning rate that stays the same, without options.
    public Lion(double learningRate, double beta1, double beta2) {
        this(LearningRate.of(learningRate), beta1, beta2, OptimizerOptions.NONE);
    }

    @Override
    public Lion with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Lion(newLearningRate, beta1, beta2, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        return Common.each(weights, "momentum");
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("beta_1", beta1).and("beta_2", beta2);
    }
}
