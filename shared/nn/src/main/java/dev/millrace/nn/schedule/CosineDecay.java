package dev.millrace.nn.schedule;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// `lr * ((1 - alpha) * 0.5 * (1 + cos(pi * min(s, D) / D)) + alpha)` (Loshchilov and Hutter, 2017). With a target to
/// warm up to, first linear from `lr` to that target in `W` steps, then the decay from the target in `D` steps.
///
/// @param initialLearningRate `lr`, of the first step
/// @param decaySteps `D`, positive
/// @param alpha the share of the rate that is left at the end
/// @param warmupTarget where there is one
/// @param warmupSteps `W`, not negative
public record CosineDecay(
        double initialLearningRate, int decaySteps, double alpha, Optional<Double> warmupTarget, int warmupSteps)
        implements Schedule {
    /// How it is read.
    public static final Kind<Schedule> KIND = Kind.of(CosineDecay.class, "", config -> {
        config.require("initial_learning_rate", "0.1");
        config.require("decay_steps", "1000");
        return new CosineDecay(
                config.number("initial_learning_rate", 0),
                config.whole("decay_steps"),
                config.number("alpha", 0),
                config.number("warmup_target"),
                config.optionalWhole("warmup_steps").orElse(0));
    });

    public CosineDecay {
        Checks.notNegative("CosineDecay", "initial_learning_rate", initialLearningRate);
        Checks.positive("CosineDecay", "decay_steps", decaySteps);
        Checks.notNegative("CosineDecay", "alpha", alpha);
        warmupTarget.ifPresent(target -> Checks.notNegative("CosineDecay", "warmup_target", target));
        Checks.notNegative("CosineDecay", "warmup_steps", warmupSteps);
    }

    @Override
    public double at(long iteration) {
        float d = decaySteps;
        float initial = (float) initialLearningRate;
        if (warmupTarget.isEmpty()) {
            return decayed(Math.min((float) iteration, d), initial);
        }
        float target = warmupTarget.get().floatValue();
        float warmup = warmupSteps;
        float s = Math.min((float) iteration, d + warmup);
        return s < warmup ? (target - initial) * (s / warmup) + initial : decayed(s - warmup, target);
    }

    private float decayed(float s, float from) {
        float cosine = 0.5f * (1 + (float) Math.cos((float) Math.PI * (s / decaySteps)));
        return from * ((float) (1 - alpha) * cosine + (float) alpha);
    }

    @Override
    public Settings settings() {
        return Settings.of("initial_learning_rate", initialLearningRate)
                .and("decay_steps", decaySteps)
                .and("alpha", alpha)
                .and("name", "CosineDecay")
                .and("warmup_target", warmupTarget)
                .and("warmup_steps", warmupSteps);
    }
}
