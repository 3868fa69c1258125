package dev.millrace.nn.schedule;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Settings;

/// Cosine decays, one after another (Loshchilov and Hutter, 2017): with `f` the part of the `i`-th that is done, `lr *
/// ((1 - alpha) * 0.5 * m^i * (1 + cos(pi * f)) + alpha)`. The first takes `D` steps, each one `t` times as many as the
/// one before.
///
/// @param initialLearningRate `lr`, of the first step
/// @param firstDecaySteps `D`, positive
/// @param tMul `t`, at least 1
/// @param mMul `m`, not negative
/// @param alpha the share of the rate that is left at the end of each
public record CosineDecayRestarts(
        double initialLearningRate, int firstDecaySteps, double tMul, double mMul, double alpha) implements Schedule {
    /// How it is read.
    public static final Kind<Schedule> KIND = Kind.of(CosineDecayRestarts.class, "", config -> {
        config.require("initial_learning_rate", "0.1");
        config.require("first_decay_steps", "1000");
        return new CosineDecayRestarts(
                config.number("initial_learning_rate", 0),
                config.whole("first_decay_steps"),
                config.number("t_mul", 2),
                config.number("m_mul", 1),
                config.number("alpha", 0));
    });

    public CosineDecayRestarts {
        Checks.notNegative("CosineDecayRestarts", "initial_learning_rate", initialLearningRate);
        Checks.positive("CosineDecayRestarts", "first_decay_steps", firstDecaySteps);
        Checks.notNegative("CosineDecayRestarts", "m_mul", mMul);
        Checks.notNegative("CosineDecayRestarts", "alpha", alpha);
        if (!(tMul >= 1 && Double.isFinite(tMul))) {
            throw new DescriptionException(
                    "CosineDecayRestarts: t_mul is a number of at least 1. Received: t_mul=" + tMul);
        }
    }

    @Override
    public double at(long iteration) {
        float t = (float) tMul;
        float done = (float) iteration / firstDecaySteps;
        float restart;
        float fraction;
        if (t == 1) {
            restart = (float) Math.floor(done);
            fraction = done - restart;
        } else {
            restart = (float) Math.floor((float) Math.log(1 - done * (1 - t)) / (float) Math.log(t));
            float before = (1 - (float) Math.pow(t, restart)) / (1 - t);
            fraction = (done - before) / (float) Math.pow(t, restart);
        }
        float cosine =
                0.5f * (float) Math.pow((float) mMul, restart) * (1 + (float) Math.cos((float) Math.PI * fraction));
        return (float) initialLearningRate * ((1 - (float) alpha) * cosine + (float) alpha);
    }

    @Override
    public Settings settings() {
        return Settings.of("initial_learning_rate", initialLearningRate)
                .and("first_decay_steps", firstDecaySteps)
                .and("t_mul", tMul)
                .and("m_mul", mMul)
                .and("alpha", alpha)
                .and("name", "SGDRDecay");
    }
}
