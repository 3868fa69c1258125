package dev.millrace.nn.schedule;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Settings;

/// `(lr - end) * (1 - min(s, D) / D)^power + end`; where it cycles, `s` is not limited, and `D` is the first multiple
/// of itself that is not below `s`.
///
/// @param initialLearningRate `lr`, of the first step
/// @param decaySteps `D`, positive
/// @param endLearningRate `end`
public record PolynomialDecay(
        double initialLearningRate, int decaySteps, double endLearningRate, double power, boolean cycle)
        implements Schedule {
    /// How it is read.
    public static final Kind<Schedule> KIND = Kind.of(PolynomialDecay.class, "", config -> {
        config.require("initial_learning_rate", "0.1");
        config.require("decay_steps", "1000");
        return new PolynomialDecay(
                config.number("initial_learning_rate", 0),
                config.whole("decay_steps"),
                config.number("end_learning_rate", 0.0001),
                config.number("power", 1),
                config.flag("cycle", false));
    });

    public PolynomialDecay {
        Checks.notNegative("PolynomialDecay", "initial_learning_rate", initialLearningRate);
        Checks.positive("PolynomialDecay", "decay_steps", decaySteps);
        Checks.notNegative("PolynomialDecay", "end_learning_rate", endLearningRate);
        Checks.notNegative("PolynomialDecay", "power", power);
    }

    @Override
    public double at(long iteration) {
        float s = (float) iteration;
        float d = decaySteps;
        if (cycle) {
            d *= s == 0 ? 1 : (float) Math.ceil(s / d);
        } else {
            s = Math.min(s, d);
        }
        float end = (float) endLearningRate;
        return ((float) initialLearningRate - end) * (float) Math.pow(1 - s / d, (float) power) + end;
    }

    @Override
    public Settings settings() {
        return Settings.of("initial_learning_rate", initialLearningRate)
                .and("decay_steps", decaySteps)
                .and("end_learning_rate", endLearningRate)
                .and("power", power)
                .and("cycle", cycle)
                .and("name", "PolynomialDecay");
    }
}
