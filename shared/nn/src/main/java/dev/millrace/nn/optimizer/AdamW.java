package dev.millrace.nn.optimizer;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.List;

/// [Adam] with weights that decay (Loshchilov and Hutter, 2019).
///
/// @param options what it does beside its formula
public record AdamW(
        LearningRate learningRate,
        double beta1,
        double beta2,
        double epsilon,
        boolean amsgrad,
        OptimizerOptions options)
        implements Optimizer {
    private static final OptimizerOptions DECAYING = OptimizerOptions.NONE.withWeightDecay(0.004);

    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(AdamW.class, config -> {
        var defaults = new AdamW();
        return new AdamW(
                defaults.learningRate,
                config.number("beta_1", defaults.beta1),
                config.number("beta_2", defaults.beta2),
                config.number("epsilon", defaults.epsilon),
                config.flag("amsgrad", defaults.amsgrad),
                defaults.options);
    });

    public AdamW {
        Common.checkFraction("AdamW", "beta_1", beta1);
        Common.checkFraction("AdamW", "beta_2", beta2);
        Common.checkNotNegative("AdamW", "epsilon", epsilon);
        if (options.weightDecay().isEmpty()) {
            throw new DescriptionException(
                    "AdamW: weight_decay is a number. Received: none. Keras's default is 0.004; Adam has no decay.");
        }
    }

    /// Keras's defaults.
    public AdamW() {
        this(0.001, 0.9, 0.999, 1e-7, false);
    }

    /// At a learning rate that stays the same, with Keras's default options.
    public AdamW(double learningRate, double beta1, double beta2, double epsilon, boolean amsgrad) {
        this(LearningRate.of(learningRate), beta1, beta2, epsilon, amsgrad, DECAYING);
    }

    @Override
    public AdamW with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new AdamW(newLearningRate, beta1, beta2, epsilon, amsgrad, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        return asAdam().ownSlots(weights);
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("beta_1", beta1)
                .and("beta_2", beta2)
                .and("epsilon", epsilon)
                .and("amsgrad", amsgrad);
    }

    /// The same formula, of which the decay is no part.
    public Adam asAdam() {
        return new Adam(learningRate, beta1, beta2, epsilon, amsgrad, options);
    }

    @Override
    public void coefficients(float rate, long t, float[] kept, FloatBuffer to) {
        asAdam().coefficients(rate, t, kept, to);
    }
}
