package dev.millrace.nn.loss;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Settings;

/// `-sum(y * log(p))` over classes; targets are one-hot or probabilities `(batch_size, classes)`.
///
/// @param fromLogits whether predictions are logits rather than probabilities
/// @param labelSmoothing `s` in `y * (1 - s) + s / classes`, in `[0, 1]`
public record CategoricalCrossentropy(boolean fromLogits, double labelSmoothing) implements Loss {
    static final Kind<Loss> KIND = Kinship.of(CategoricalCrossentropy.class, "", CategoricalCrossentropy::read);

    public CategoricalCrossentropy {
        Kinship.checkSmoothing(labelSmoothing);
    }

    /// Of probabilities, with targets as they are.
    public CategoricalCrossentropy() {
        this(false, 0);
    }

    private static CategoricalCrossentropy read(Config config) {
        config.only("axis", -1);
        return new CategoricalCrossentropy(config.flag("from_logits", false), config.number("label_smoothing", 0));
    }

    @Override
    public boolean ofClasses() {
        return true;
    }

    @Override
    public boolean fusesWith(Activation last) {
        return !fromLogits && last == Activation.SOFTMAX;
    }

    @Override
    public Settings settings() {
        return Settings.of("from_logits", fromLogits)
                .and("label_smoothing", labelSmoothing)
                .and("axis", -1);
    }
}
