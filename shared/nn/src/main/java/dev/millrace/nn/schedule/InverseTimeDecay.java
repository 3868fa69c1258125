package dev.millrace.nn.schedule;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Settings;

/// `lr / (1 + r * s / D)`; the quotient rounded down where it is a staircase.
///
/// @param initialLearningRate `lr`, of the first step
/// @param decaySteps `D`, positive
/// @param decayRate `r`
public record InverseTimeDecay(double initialLearningRate, int decaySteps, double decayRate, boolean staircase)
        implements Schedule {
    /// How it is read.
    public static final Kind<Schedule> KIND = Kind.of(InverseTimeDecay.class, "", config -> {
        config.require("initial_learning_rate", "0.1");
        config.require("decay_steps", "1000");
        config.require("decay_rate", "0.1");
        return new InverseTimeDecay(
                config.number("initial_learning_rate", 0),
                config.whole("decay_steps"),
                config.number("decay_rate", 0),
                config.flag("staircase", false));
    });

    public InverseTimeDecay {
        Checks.notNegative("InverseTimeDecay", "initial_learning_rate", initialLearningRate);
        Checks.positive("InverseTimeDecay", "decay_steps", decaySteps);
        Checks.notNegative("InverseTimeDecay", "decay_rate", decayRate);
    }

    @Override
    public double at(long iteration) {
        float p = (float) iteration / decaySteps;
        float whole = staircase ? (float) Math.floor(p) : p;
        return (float) initialLearningRate / (1 + (float) decayRate * whole);
    }

    @Override
    public Settings settings() {
        return Settings.of("initial_learning_rate", initialLearningRate)
                .and("decay_steps", decaySteps)
                .and("decay_rate", decayRate)
                .and("staircase", staircase)
                .and("name", "InverseTimeDecay");
    }
}
