package dev.millrace.nn.schedule;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Settings;

/// `lr * r^(s / D)`; the quotient rounded down where it is a staircase.
///
/// @param initialLearningRate `lr`, of the first step
/// @param decaySteps `D`, positive
/// @param decayRate `r`
public record ExponentialDecay(double initialLearningRate, int decaySteps, double decayRate, boolean staircase)
        implements Schedule {
    /// How it is read.
    public static final Kind<Schedule> KIND = Kind.of(ExponentialDecay.class, "", config -> {
        config.require("initial_learning_rate", "0.1");
        config.require("decay_steps", "1000");
        config.require("decay_rate", "0.1");
        return new ExponentialDecay(
                config.number("initial_learning_rate", 0),
                config.whole("decay_steps"),
                config.number("decay_rate", 0),
                config.flag("staircase", false));
    });

    public ExponentialDecay {
        Checks.notNegative("ExponentialDecay", "initial_learning_rate", initialLearningRate);
        Checks.positive("ExponentialDecay", "decay_steps", decaySteps);
        Checks.notNegative("ExponentialDecay", "decay_rate", decayRate);
    }

    @Override
    public double at(long iteration) {
        float p = (float) iteration / decaySteps;
        float whole = staircase ? (float) Math.floor(p) : p;
        return (float) initialLearningRate * (float) Math.pow((float) decayRate, whole);
    }

    @Override
    public Settings settings() {
        return Settings.of("initial_learning_rate", initialLearningRate)
                .and("decay_steps", decaySteps)
                .and("decay_rate", decayRate)
                .and("staircase", staircase)
                .and("name", "ExponentialDecay");
    }
}
