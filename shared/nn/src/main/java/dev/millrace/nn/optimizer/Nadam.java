package dev.millrace.nn.optimizer;

import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/// Adam with Nesterov's momentum (Dozat, 2016): `u_t = beta1 * (1 - 0.5 * 0.96^t)`, `U *= u_t`,
/// `m' = u_{t+1} * m / (1 - U * u_{t+1}) + (1 - u_t) * g / (1 - U)`, `v' = v / (1 - beta2^t)`,
/// `w -= lr * m' / (sqrt(v') + epsilon)`.
///
/// @param options what it does beside its formula
public record Nadam(LearningRate learningRate, double beta1, double beta2, double epsilon, OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Nadam.class, config -> {
        var defaults = new Nadam();
        return new Nadam(
                defaults.learningRate,
                config.number("beta_1", defaults.beta1),
                config.number("beta_2", defaults.beta2),
                config.number("epsilon", defaults.epsilon),
                defaults.options);
    });

    public Nadam {
        Common.checkFraction("Nadam", "beta_1", beta1);
        Common.checkFraction("Nadam", "beta_2", beta2);
        Common.checkNotNegative("Nadam", "epsilon", epsilon);
    }

    /// Keras's defaults.
    public Nadam() {
        this(0.001, 0.9, 0.999, 1e-7);
    }

    /// At a learning rate that stays the same, without options.
    public Nadam(double learningRate, double beta1, double beta2, double epsilon) {
        this(LearningRate.of(learningRate), beta1, beta2, epsilon, OptimizerOptions.NONE);
    }

    @Override
    public Nadam with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Nadam(newLearningRate, beta1, beta2, epsilon, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        var product = new VariableSpec("u_product", new Shape(List.of()), Initializer.ONES);
        return Stream.concat(Common.interleaved(weights, "momentum", "velocity").stream(), Stream.of(product))
                .toList();
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("beta_1", beta1).and("beta_2", beta2).and("epsilon", epsilon);
    }

    /// `lr`, `u_{t+1} / (1 - U * u_{t+1})`, `(1 - u_t) / (1 - U)`, `1 / (1 - beta2^t)`.
    ///
    /// @param kept `U`
    @Override
    public void coefficients(float rate, long t, float[] kept, FloatBuffer to) {
        float u = u(t);
        float next = u(t + 1);
        kept[0] *= u;
        to.put(rate)
                .put(next / (1 - kept[0] * next))
                .put((1 - u) / (1 - kept[0]))
                .put(1 / (1 - Common.power(beta2, t)));
    }

    private float u(long t) {
        return (float) beta1 * (1 - 0.5f * Common.power(0.96, t));
    }
}
