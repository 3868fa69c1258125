package dev.millrace.nn;

/// A number people watch beside the loss; it does not steer training.
public enum Metric implements Named {
    /// Whichever of the three others fits the loss and the shapes, reported as `accuracy`.
    ACCURACY("accuracy"),
    /// Share of elements with `p > 0.5` where `y` is 1 and not where it is 0.
    BINARY_ACCURACY("binary_accuracy"),
    /// Share of examples whose largest prediction is at the largest target; the first of equals counts.
    CATEGORICAL_ACCURACY("categorical_accuracy"),
    /// Share of examples whose largest prediction is at the target's class number.
    SPARSE_CATEGORICAL_ACCURACY("sparse_categorical_accuracy");

    private final String kerasName;

    Metric(String kerasName) {
        this.kerasName = kerasName;
    }

    @Override
    public String kerasName() {
        return kerasName;
    }

    /// The metric that Keras calls `name`; `acc` is `accuracy`.
    ///
    /// @throws DescriptionException if there is none
    public static Metric of(String name) {
        return name.equals("acc") ? ACCURACY : Named.parse(Metric.class, "metric", name);
    }

    /// This metric, or what `ACCURACY` stands for with this loss and these predictions.
    public Metric resolve(Loss loss, Shape output) {
        if (this != ACCURACY) {
            return this;
        }
        if (output.last() == 1) {
            return BINARY_ACCURACY;
        }
        return loss instanceof Loss.SparseCategoricalCrossentropy ? SPARSE_CATEGORICAL_ACCURACY : CATEGORICAL_ACCURACY;
    }
}
