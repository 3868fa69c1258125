package dev.millrace.nn.loss;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Settings;

/// Mean over the last axis of `(1 - p_t)^gamma` times the binary cross-entropy, with `p_t = y * p + (1 - y) * (1 - p)`:
/// what is easy counts less (Lin et al., 2018).
///
/// @param applyClassBalancing whether each value counts `y * alpha + (1 - y) * (1 - alpha)` besides
/// @param alpha not negative
/// @param gamma not negative
/// @param fromLogits whether predictions are logits rather than probabilities
/// @param labelSmoothing `s` in `y * (1 - s) + 0.5 * s`, in `[0, 1]`
public record BinaryFocalCrossentropy(
        boolean applyClassBalancing, double alpha, double gamma, boolean fromLogits, double labelSmoothing)
        implements Loss {
    static final Kind<Loss> KIND = Kinship.of(BinaryFocalCrossentropy.class, "", BinaryFocalCrossentropy::read);

    public BinaryFocalCrossentropy {
        Kinship.checkNotNegative("alpha", alpha);
        Kinship.checkNotNegative("gamma", gamma);
        Kinship.checkSmoothing(labelSmoothing);
    }

    /// With Keras's defaults.
    public BinaryFocalCrossentropy() {
        this(false, 0.25, 2, false, 0);
    }

    private static BinaryFocalCrossentropy read(Config config) {
        config.only("axis", -1);
        return new BinaryFocalCrossentropy(
                config.flag("apply_class_balancing", false),
                config.number("alpha", 0.25),
                config.number("gamma", 2),
                config.flag("from_logits", false),
                config.number("label_smoothing", 0));
    }

    @Override
    public Settings settings() {
        return Settings.of("from_logits", fromLogits)
                .and("label_smoothing", labelSmoothing)
                .and("axis", -1)
                .and("apply_class_balancing", applyClassBalancing)
                .and("alpha", alpha)
                .and("gamma", gamma);
    }
}
