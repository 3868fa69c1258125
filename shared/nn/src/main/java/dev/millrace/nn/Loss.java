package dev.millrace.nn;

/// What training makes small. One value per example, reduced to their mean (Keras's `sum_over_batch_size`). Where
/// examples have weights it is `sum(w * loss) / batch_size`: not divided by the sum of the weights.
///
/// Probabilities are clipped to `[epsilon, 1 - epsilon]` with `epsilon = 1e-7`, as Keras's JAX backend does, and have
/// no gradient outside; where softmax feeds a categorical cross-entropy, or sigmoid a binary one, the gradient with
/// respect to what goes into the activation is the exact `p - y`.
public interface Loss extends Named, Described {
    /// Keras's name: `categorical_crossentropy`.
    @Override
    default String kerasName() {
        return Sequential.snakeCase(className());
    }

    /// The `name` in its settings as Keras writes them.
    default String configName() {
        return kerasName();
    }

    @Override
    default Settings settings() {
        return Settings.none();
    }

    /// Whether targets are class numbers `(batch_size,)` and nothing else; the others take values of the shape of the
    /// predictions.
    default boolean takesClassNumbers() {
        return false;
    }

    /// Whether a prediction is one value for each of several classes.
    default boolean ofClasses() {
        return false;
    }

    /// Whether targets are numbers to be met rather than probabilities: no class numbers, then, unless they are whole.
    default boolean measuresDistances() {
        return false;
    }

    /// Whether predictions are logits rather than probabilities.
    default boolean fromLogits() {
        return false;
    }

    /// Whether this and the activation that makes its predictions have one gradient, `p - y`.
    default boolean fusesWith(Activation last) {
        return false;
    }
}
