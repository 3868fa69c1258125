package dev.millrace.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What every optimizer can do beside its own formula. In each step, in this order: gradients are accumulated, then
/// clipped; weights decay; the optimizer's formula; the moving average of the weights.
///
/// @param weightDecay `d` in `w -= w * d * lr`, of every weight, biases too; not negative
/// @param clipnorm `c` in `g * c / max(|g|, c)`, of the gradient of each variable; positive
/// @param globalClipnorm `c` in `g * c * min(1 / |G|, 1 / c)`, where `G` is the gradients of all variables; positive
/// @param clipvalue `c` in `min(max(g, -c), c)`, of each value; positive
/// @param useEma whether a moving average of the weights is kept: `a = m * a + (1 - m) * w` after each step, `a = w`
/// after the first. At the end of `fit` it becomes the weights
/// @param emaMomentum `m`, between 0 and 1
/// @param emaOverwriteFrequency after how many updates, time and again, the average becomes the weights, too
/// @param gradientAccumulationSteps `k`: weights are updated in every `k`-th step only, with the mean of the
/// gradients of `k` steps; at least 2
public record OptimizerOptions(
        Optional<Double> weightDecay,
        Optional<Double> clipnorm,
        Optional<Double> globalClipnorm,
        Optional<Double> clipvalue,
        boolean useEma,
        double emaMomentum,
        OptionalInt emaOverwriteFrequency,
        OptionalInt gradientAccumulationSteps) {
    /// None of them; Keras's defaults.
    public static final OptimizerOptions NONE = new OptimizerOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            0.99,
            OptionalInt.empty(),
            OptionalInt.empty());

    /// The slot of each weight that is its moving average.
    public static final String AVERAGE = "average";

    /// The slot of each weight that is the sum of its gradients since the last update.
    public static final String GRADIENT_ACCUMULATOR = "gradient_accumulator";

    public OptimizerOptions {
        weightDecay.ifPresent(value -> check("weight_decay", "a number and not negative", value >= 0, value));
        clipnorm.ifPresent(value -> check("clipnorm", "a positive number", value > 0, value));
        globalClipnorm.ifPresent(value -> check("global_clipnorm", "a positive number", value > 0, value));
        clipvalue.ifPresent(value -> check("clipvalue", "a positive number", value > 0, value));
        check("ema_momentum", "between 0 and 1", emaMomentum >= 0 && emaMomentum <= 1, emaMomentum);
        emaOverwriteFrequency.ifPresent(
                value -> check("ema_overwrite_frequency", "a positive whole number", value >= 1, value));
        gradientAccumulationSteps.ifPresent(
                value -> check("gradient_accumulation_steps", "a whole number of at least 2", value >= 2, value));
        if (Stream.of(clipnorm, globalClipnorm, clipvalue)
                        .filter(Optional::isPresent)
                        .count()
                > 1) {
            throw new DescriptionException(
                    "An optimizer has at most one of clipnorm, global_clipnorm and clipvalue. Received: clipnorm="
                            + shown(clipnorm) + ", global_clipnorm=" + shown(globalClipnorm) + ", clipvalue="
                            + shown(clipvalue) + ". Leave out all but one.");
        }
    }

    private static void check(String name, String expected, boolean ok, Number value) {
        if (!ok || !Float.isFinite(value.floatValue())) {
            throw new DescriptionException(
                    "Optimizer: " + name + " is " + expected + ". Received: " + name + "=" + value);
        }
    }

    private static String shown(Optional<Double> value) {
        return value.map(String::valueOf).orElse("null");
    }

    /// Reads them, what is absent as in `defaults`.
    public static OptimizerOptions read(Config config, OptimizerOptions defaults) {
        return new OptimizerOptions(
                config.number("weight_decay").or(defaults::weightDecay),
                config.number("clipnorm"),
                config.number("global_clipnorm"),
                config.number("clipvalue"),
                config.flag("use_ema", defaults.useEma),
                config.number("ema_momentum", defaults.emaMomentum),
                config.optionalWhole("ema_overwrite_frequency"),
                config.optionalWhole("gradient_accumulation_steps"));
    }

    /// Every one of them, by Keras's names; the scale of the loss, which Millrace does not have, as none.
    public Settings settings() {
        return Settings.of("weight_decay", weightDecay)
                .and("clipnorm", clipnorm)
                .and("global_clipnorm", globalClipnorm)
                .and("clipvalue", clipvalue)
                .and("use_ema", useEma)
                .and("ema_momentum", emaMomentum)
                .and("ema_overwrite_frequency", emaOverwriteFrequency)
                .and("loss_scale_factor", null)
                .and("gradient_accumulation_steps", gradientAccumulationSteps);
    }

    /// What is kept for `weights`, in the order of Keras's files, before what the optimizer's formula keeps.
    public List<VariableSpec> slots(List<VariableSpec> weights) {
        List<VariableSpec> slots = new ArrayList<>();
        if (useEma) {
            weights.forEach(weight -> slots.add(weight.slot(AVERAGE)));
        }
        if (gradientAccumulationSteps.isPresent()) {
            weights.forEach(weight -> slots.add(weight.slot(GRADIENT_ACCUMULATOR)));
        }
        return slots;
    }

    /// Whether the step after `iterations` steps updates the weights, and not only accumulates gradients.
    public boolean updatesAfter(long iterations) {
        return (iterations + 1) % gradientAccumulationSteps.orElse(1) == 0;
    }

    /// How many updates there were in `iterations` steps.
    public long updates(long iterations) {
        return iterations / gradientAccumulationSteps.orElse(1);
    }

    /// The same, with weights that decay.
    public OptimizerOptions withWeightDecay(double newWeightDecay) {
        return new OptimizerOptions(
                Optional.of(newWeightDecay),
                clipnorm,
                globalClipnorm,
                clipvalue,
                useEma,
                emaMomentum,
                emaOverwriteFrequency,
                gradientAccumulationSteps);
    }

    /// The same, clipping each variable's gradient by its norm, in place of any other clipping.
    public OptimizerOptions withClipnorm(double newClipnorm) {
        return clipping(Optional.of(newClipnorm), Optional.empty(), Optional.empty());
    }

    /// The same, clipping all gradients by their common norm, in place of any other clipping.
    public OptimizerOptions withGlobalClipnorm(double newGlobalClipnorm) {
        return clipping(Optional.empty(), Optional.of(newGlobalClipnorm), Optional.empty());
    }

    /// The same, clipping each value of a gradient, in place of any other clipping.
    public OptimizerOptions withClipvalue(double newClipvalue) {
        return clipping(Optional.empty(), Optional.empty(), Optional.of(newClipvalue));
    }

    private OptimizerOptions clipping(Optional<Double> norm, Optional<Double> globalNorm, Optional<Double> value) {
        return new OptimizerOptions(
                weightDecay,
                norm,
                globalNorm,
                value,
                useEma,
                emaMomentum,
                emaOverwriteFrequency,
                gradientAccumulationSteps);
    }

    /// The same, with a moving average of the weights.
    ///
    /// @param overwriteFrequency after how many updates it becomes the weights; empty: at the end of `fit` only
    public OptimizerOptions withEma(double momentum, OptionalInt overwriteFrequency) {
        return new OptimizerOptions(
                weightDecay,
                clipnorm,
                globalClipnorm,
                clipvalue,
                true,
                momentum,
                overwriteFrequency,
                gradientAccumulationSteps);
    }

    /// The same, with an update in every `steps`-th step only.
    public OptimizerOptions withGradientAccumulationSteps(int steps) {
        return new OptimizerOptions(
                weightDecay,
                clipnorm,
                globalClipnorm,
                clipvalue,
                useEma,
                emaMomentum,
                emaOverwriteFrequency,
                OptionalInt.of(steps));
    }
}
