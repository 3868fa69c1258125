package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.List;

/// `m += (g - m) * (1 - beta1)`; `u = max(beta2 * u, |g|)`; `w -= lr * m / ((1 - beta1^t) * (u + epsilon))` (Kingma and
/// Ba, 2014).
///
/// @param options what it does beside its formula
public record Adamax(LearningRate learningRate, double beta1, double beta2, double epsilon, OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Adamax.class, config -> {
        var defaults = new Adamax();
        return new Adamax(
                defaults.learningRate,
                config.number("beta_1", defaults.beta1),
                config.number("beta_2", defaults.beta2),
                config.number("epsilon", defaults.epsilon),
                defaults.options);
    });

    public Adamax {
        Common.checkFraction("Adamax", "beta_1", beta1);
        Common.checkFraction("Adamax", "beta_2", beta2);
        Common.checkNotNegative("Adamax", "epsilon", epsilon);
    }

    /// Keras's defaults.
    public Adamax() {
        this(0.001, 0.9, 0.999, 1e-7);
    }

    /// At a learning rate that stays the same, without options.
    public Adamax(double learningRate, double beta1, double beta2, double epsilon) {
        this(LearningRate.of(learningRate), beta1, beta2, epsilon, OptimizerOptions.NONE);
    }

    @Override
    public Adamax with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Adamax(newLearningRate, beta1, beta2, epsilon, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        return Common.interleaved(weights, "momentum", "norm");
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("beta_1", beta1).and("beta_2", beta2).and("epsilon", epsilon);
    }

    /// `lr / (1 - beta1^t)`.
    @Override
    public void coefficients(float rate, long t, float[] kept, FloatBuffer to) {
        to.put(rate / (1 - Common.power(beta1, t)));
    }
}
