package dev.millrace.nn.optimizer;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.stream.Stream;

/// Follows the regularized leader (McMahan et al., 2013), with `l2' = l2 + beta / (2 * lr)`, `g' = g + 2 * s * w` and
/// `p = -learning_rate_power`: `n' = n + g^2`; `z += g' - (n'^p - n^p) / lr * w`; `q = n'^p / lr + 2 * l2'`;
/// `w = (min(max(z, -l1), l1) - z) / q`; `n = n'`.
///
/// @param learningRatePower not positive
/// @param initialAccumulatorValue the first `n`
/// @param l1RegularizationStrength `l1`
/// @param l2RegularizationStrength `l2`
/// @param l2ShrinkageRegularizationStrength `s`
/// @param options what it does beside its formula
public record Ftrl(
        LearningRate learningRate,
        double learningRatePower,
        double initialAccumulatorValue,
        double l1RegularizationStrength,
        double l2RegularizationStrength,
        double l2ShrinkageRegularizationStrength,
        double beta,
        OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Ftrl.class, config -> {
        var defaults = new Ftrl();
        return new Ftrl(
                defaults.learningRate,
                config.number("learning_rate_power", defaults.learningRatePower),
                config.number("initial_accumulator_value", defaults.initialAccumulatorValue),
                config.number("l1_regularization_strength", defaults.l1RegularizationStrength),
                config.number("l2_regularization_strength", defaults.l2RegularizationStrength),
                config.number("l2_shrinkage_regularization_strength", defaults.l2ShrinkageRegularizationStrength),
                config.number("beta", defaults.beta),
                defaults.options);
    });

    public Ftrl {
        Common.checkNotNegative("Ftrl", "initial_accumulator_value", initialAccumulatorValue);
        Common.checkNotNegative("Ftrl", "l1_regularization_strength", l1RegularizationStrength);
        Common.checkNotNegative("Ftrl", "l2_regularization_strength", l2RegularizationStrength);
        Common.checkNotNegative("Ftrl", "l2_shrinkage_regularization_strength", l2ShrinkageRegularizationStrength);
        Common.checkNotNegative("Ftrl", "beta", beta);
        if (!(learningRatePower <= 0 && Double.isFinite(learningRatePower))) {
            throw new DescriptionException(
                    "Ftrl: learning_rate_power is a number and not positive. Received: learning_rate_power="
                            + learningRatePower);
        }
    }

    /// Keras's defaults.
    public Ftrl() {
        this(0.001, -0.5, 0.1, 0, 0, 0, 0);
    }

    /// At a learning rate that stays the same, without options.
    public Ftrl(
            double learningRate,
            double learningRatePower,
            double initialAccumulatorValue,
            double l1RegularizationStrength,
            double l2RegularizationStrength,
            double l2ShrinkageRegularizationStrength,
            double beta) {
        this(
                LearningRate.of(learningRate),
                learningRatePower,
                initialAccumulatorValue,
                l1RegularizationStrength,
                l2RegularizationStrength,
                l2ShrinkageRegularizationStrength,
                beta,
                OptimizerOptions.NONE);
    }

    @Override
    public Ftrl with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Ftrl(
                newLearningRate,
                learningRatePower,
                initialAccumulatorValue,
                l1RegularizationStrength,
                l2RegularizationStrength,
                l2ShrinkageRegularizationStrength,
                beta,
                newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        var initial = new Initializer.Constant(initialAccumulatorValue);
        return weights.stream()
                .flatMap(weight -> Stream.of(weight.slot("accumulator", initial), weight.slot("linear")))
                .toList();
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("learning_rate_power", learningRatePower)
                .and("initial_accumulator_value", initialAccumulatorValue)
                .and("l1_regularization_strength", l1RegularizationStrength)
                .and("l2_regularization_strength", l2RegularizationStrength)
                .and("l2_shrinkage_regularization_strength", l2ShrinkageRegularizationStrength)
                .and("beta", beta);
    }
}
