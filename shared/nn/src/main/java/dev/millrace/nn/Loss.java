package dev.millrace.nn;

/// What training makes small. One value per example, reduced to their mean (Keras's `sum_over_batch_size`).
///
/// Probabilities are clipped to `[epsilon, 1 - epsilon]` with `epsilon = 1e-7`, as Keras's JAX backend does; where
/// softmax feeds a categorical cross-entropy, or sigmoid a binary one, the gradient with respect to what goes into
/// the activation is the exact `p - y`.
public sealed interface Loss {
    /// Keras's name: `categorical_crossentropy`.
    String kerasName();

    /// Keras's class: `CategoricalCrossentropy`.
    String className();

    /// `-sum(y * log(p))` over classes; targets are one-hot or probabilities `(batch_size, classes)`.
    ///
    /// @param fromLogits whether predictions are logits rather than probabilities
    /// @param labelSmoothing `s` in `y * (1 - s) + s / classes`, in `[0, 1]`
    record CategoricalCrossentropy(boolean fromLogits, double labelSmoothing) implements Loss {
        public CategoricalCrossentropy {
            checkSmoothing(labelSmoothing);
        }

        public CategoricalCrossentropy() {
            this(false, 0);
        }

        @Override
        public String kerasName() {
            return "categorical_crossentropy";
        }

        @Override
        public String className() {
            return "CategoricalCrossentropy";
        }
    }

    /// `-log(p[y])`; targets are class numbers `(batch_size,)`.
    ///
    /// @param fromLogits whether predictions are logits rather than probabilities
    record SparseCategoricalCrossentropy(boolean fromLogits) implements Loss {
        public SparseCategoricalCrossentropy() {
            this(false);
        }

        @Override
        public String kerasName() {
            return "sparse_categorical_crossentropy";
        }

        @Override
        public String className() {
            return "SparseCategoricalCrossentropy";
        }
    }

    /// Mean over the last axis of `-(y * log(p) + (1 - y) * log(1 - p))`.
    ///
    /// @param fromLogits whether predictions are logits rather than probabilities
    /// @param labelSmoothing `s` in `y * (1 - s) + 0.5 * s`, in `[0, 1]`
    record BinaryCrossentropy(boolean fromLogits, double labelSmoothing) implements Loss {
        public BinaryCrossentropy {
            checkSmoothing(labelSmoothing);
        }

        public BinaryCrossentropy() {
            this(false, 0);
        }

        @Override
        public String kerasName() {
            return "binary_crossentropy";
        }

        @Override
        public String className() {
            return "BinaryCrossentropy";
        }
    }

    /// Mean over the last axis of `(y - p)^2`.
    record MeanSquaredError() implements Loss {
        @Override
        public String kerasName() {
            return "mean_squared_error";
        }

        @Override
        public String className() {
            return "MeanSquaredError";
        }
    }

    private static void checkSmoothing(double labelSmoothing) {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new DescriptionException(
                    "label_smoothing is between 0 and 1. Received: label_smoothing=" + labelSmoothing);
        }
    }
}
