package dev.millrace.nn.loss;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Settings;

/// Mean over the last axis of `0.5 * e^2` where `|e| <= delta`, `delta * |e| - 0.5 * delta^2` elsewhere, with
/// `e = p - y` (Huber 1964): squared errors near the target, absolute ones for outliers.
///
/// @param delta where one becomes the other; finite and positive
public record Huber(double delta) implements Loss {
    static final Kind<Loss> KIND = Kinship.of(Huber.class, "delta", config -> new Huber(config.number("delta", 1)));

    public Huber {
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new DescriptionException(
                    "delta is a finite positive number. Received: delta=" + delta + ". Keras's default is 1.");
        }
    }

    /// With Keras's delta, 1.
    public Huber() {
        this(1);
    }

    @Override
    public String configName() {
        return "huber_loss";
    }

    @Override
    public boolean measuresDistances() {
        return true;
    }

    @Override
    public Settings settings() {
        return Settings.of("delta", delta);
    }
}
