package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/// `m += (g - m) * (1 - beta1)`; `v += (g^2 - v) * (1 - beta2)`; `w -= alpha * m / (sqrt(v) + epsilon)` with
/// `alpha = lr * sqrt(1 - beta2^t) / (1 - beta1^t)` (Kingma and Ba, 2014); amsgrad divides by the largest `v` so far.
///
/// @param options what it does beside its formula
public record Adam(
        LearningRate learningRate,
        double beta1,
        double beta2,
        double epsilon,
        boolean amsgrad,
        OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Adam.class, config -> {
        var defaults = new Adam();
        return new Adam(
                defaults.learningRate,
                config.number("beta_1", defaults.beta1),
                config.number("beta_2", defaults.beta2),
                config.number("epsilon", defaults.epsilon),
                config.flag("amsgrad", defaults.amsgrad),
                defaults.options);
    });

    public Adam {
        Common.checkFraction("Adam", "beta_1", beta1);
        Common.checkFraction("Adam", "beta_2", beta2);
        Common.checkNotNegative("Adam", "epsilon", epsilon);
    }

    /// Keras's defaults.
    public Adam() {
        this(0.001, 0.9, 0.999, 1e-7, false);
    }

    /// At a learning rate that stays the same, without options.
    public Adam(double learningRate, double beta1, double beta2, double epsilon, boolean amsgrad) {
        this(LearningRate.of(learningRate), beta1, beta2, epsilon, amsgrad, OptimizerOptions.NONE);
    }

    @Override
    public Adam with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Adam(newLearningRate, beta1, beta2, epsilon, amsgrad, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        List<VariableSpec> moments = Common.interleaved(weights, "momentum", "velocity");
        return amsgrad
                ? Stream.concat(moments.stream(), Common.each(weights, "velocity_hat").stream())
                        .toList()
                : moments;
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("beta_1", beta1)
                .and("beta_2", beta2)
                .and("epsilon", epsilon)
                .and("amsgrad", amsgrad);
    }

    /// `alpha`.
    @Override
    public void coefficients(float rate, long t, float[] kept, FloatBuffer to) {
        to.put((float) (rate * Math.sqrt(1 - Common.power(beta2, t))) / (1 - Common.power(beta1, t)));
    }
}
