package dev.millrace.nn.loss;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Settings;

/// `-sum(alpha * (1 - p)^gamma * y * log(p))` over classes: what is easy counts less (Lin et al., 2018). Targets are
/// one-hot or probabilities `(batch_size, classes)`.
///
/// @param alpha not negative
/// @param gamma not negative
/// @param fromLogits whether predictions are logits rather than probabilities
/// @param labelSmoothing `s` in `y * (1 - s) + s / classes`, in `[0, 1]`
public record CategoricalFocalCrossentropy(double alpha, double gamma, boolean fromLogits, double labelSmoothing)
        implements Loss {
    static final Kind<Loss> KIND =
            Kinship.of(CategoricalFocalCrossentropy.class, "", CategoricalFocalCrossentropy::read);

    public CategoricalFocalCrossentropy {
        Kinship.checkNotNegative("alpha", alpha);
        Kinship.checkNotNegative("gamma", gamma);
        Kinship.checkSmoothing(labelSmoothing);
    }

    /// With Keras's defaults.
    public CategoricalFocalCrossentropy() {
        this(0.25, 2, false, 0);
    }

    private static CategoricalFocalCrossentropy read(Config config) {
        config.only("axis", -1);
        return new CategoricalFocalCrossentropy(
                config.number("alpha", 0.25),
                config.number("gamma", 2),
                config.flag("from_logits", false),
                config.number("label_smoothing", 0));
    }

    @Override
    public boolean ofClasses() {
        return true;
    }

    @Override
    public Settings settings() {
        return Settings.of("from_logits", fromLogits)
                .and("label_smoothing", labelSmoothing)
                .and("axis", -1)
                .and("alpha", alpha)
                .and("gamma", gamma);
    }
}
