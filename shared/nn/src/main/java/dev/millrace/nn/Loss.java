package dev.millrace.nn;

/// What training makes small. One value per example, reduced to their mean (Keras's `sum_over_batch_size`). Where
/// examples have weights it is `sum(w * loss) / batch_size`: not divided by the sum of the weights.
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

    /// Mean over the last axis of `|y - p|`; where `y = p` its gradient is 0, as in Keras.
    record MeanAbsoluteError() implements Loss {
        @Override
        public String kerasName() {
            return "mean_absolute_error";
        }

        @Override
        public String className() {
            return "MeanAbsoluteError";
        }
    }

    /// Mean over the last axis of `0.5 * e^2` where `|e| <= delta`, `delta * |e| - 0.5 * delta^2` elsewhere, with
    /// `e = p - y` (Huber 1964): squared errors near the target, absolute ones for outliers.
    ///
    /// @param delta where one becomes the other; finite and positive
    record Huber(double delta) implements Loss {
        public Huber {
            if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
                throw new DescriptionException(
                        "delta is a finite positive number. Received: delta=" + delta + ". Keras's default is 1.");
            }
        }

        public Huber() {
            this(1);
        }

        @Override
        public String kerasName() {
            return "huber";
        }

        @Override
        public String className() {
            return "Huber";
        }
    }

    private static void checkSmoothing(double labelSmoothing) {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new DescriptionException(
                    "label_smoothing is between 0 and 1. Received: label_smoothing=" + labelSmoothing);
        }
    }
}
