package dev.millrace.nn.loss;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Settings;

/// `-log(p[y])`; targets are class numbers `(batch_size,)`.
///
/// @param fromLogits whether predictions are logits rather than probabilities
public record SparseCategoricalCrossentropy(boolean fromLogits) implements Loss {
    static final Kind<Loss> KIND =
            Kinship.of(SparseCategoricalCrossentropy.class, "", SparseCategoricalCrossentropy::read);

    /// Of probabilities.
    public SparseCategoricalCrossentropy() {
        this(false);
    }

    private static SparseCategoricalCrossentropy read(Config config) {
        config.only("ignore_class", null);
        config.only("axis", -1);
        return new SparseCategoricalCrossentropy(config.flag("from_logits", false));
    }

    @Override
    public boolean takesClassNumbers() {
        return true;
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
        return Settings.of("from_logits", fromLogits).and("ignore_class", null);
    }
}
