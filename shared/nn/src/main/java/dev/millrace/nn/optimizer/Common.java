package dev.millrace.nn.optimizer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.schedule.Schedules;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// What optimizers have in common: reading, slots, checks.
final class Common {
    private Common() {}

    /// A kind of optimizer.
    ///
    /// @param read makes one of the settings of its formula, at the default learning rate and options
    static Kind<Optimizer> kind(Class<? extends Optimizer> type, Function<Config, ? extends Optimizer> read) {
        return Kind.of(type, "", config -> {
            Optimizer formula = read.apply(config);
            config.ignore("name", "jit_compile");
            config.only("loss_scale_factor", null);
            // What Keras 2 writes of every optimizer.
            config.only("is_legacy_optimizer", false);
            config.only("decay", 0);
            return formula.with(learningRate(config, formula), OptimizerOptions.read(config, formula.options()));
        });
    }

    private static LearningRate learningRate(Config config, Optimizer defaults) {
        return config.isObject("learning_rate")
                ? config.object("learning_rate", Schedules.KINDS).orElseThrow()
                : config.number("learning_rate").map(LearningRate::of).orElse(defaults.learningRate());
    }

    static List<VariableSpec> each(List<VariableSpec> weights, String slot) {
        return weights.stream().map(weight -> weight.slot(slot)).toList();
    }

    static List<VariableSpec> interleaved(List<VariableSpec> weights, String first, String second) {
        return weights.stream()
                .flatMap(weight -> Stream.of(weight.slot(first), weight.slot(second)))
                .toList();
    }

    static void checkNotNegative(String optimizer, String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new DescriptionException(
                    optimizer + ": " + name + " is a number and not negative. Received: " + name + "=" + value);
        }
    }

    static void checkFraction(String optimizer, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new DescriptionException(
                    optimizer + ": " + name + " is between 0 and 1. Received: " + name + "=" + value);
        }
    }

    /// `base^exponent` as float32 has it.
    static float power(double base, long exponent) {
        return (float) Math.pow((float) base, (double) exponent);
    }
}
