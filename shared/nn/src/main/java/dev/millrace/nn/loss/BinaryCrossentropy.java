package dev.millrace.nn.loss;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Settings;

/// Mean over the last axis of `-(y * log(p) + (1 - y) * log(1 - p))`.
///
/// @param fromLogits whether predictions are logits rather than probabilities
/// @param labelSmoothing `s` in `y * (1 - s) + 0.5 * s`, in `[0, 1]`
public record BinaryCrossentropy(boolean fromLogits, double labelSmoothing) implements Loss {
    static final Kind<Loss> KIND = Kinship.of(BinaryCrossentropy.class, "", BinaryCrossentropy::read, "bce", "BCE");

    public BinaryCrossentropy {
        Kinship.checkSmoothing(labelSmoothing);
    }

    /// Of probabilities, with targets as they are.
    public BinaryCrossentropy() {
        this(false, 0);
    }

    private static BinaryCrossentropy read(Config config) {
        config.only("axis", -1);
        return new BinaryCrossentropy(config.flag("from_logits", false), config.number("label_smoothing", 0));
    }

    @Override
    public boolean fusesWith(Activation last) {
        return !fromLogits && last == Activation.SIGMOID;
    }

    @Override
    public Settings settings() {
        return Settings.of("from_logits", fromLogits)
                .and("label_smoothing", labelSmoothing)
                .and("axis", -1);
    }
}
