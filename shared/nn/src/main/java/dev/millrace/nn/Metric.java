package dev.millrace.nn;

import java.util.Optional;

/// A number people watch beside the loss; it does not steer training.
///
/// Each has the name that it is reported under. As in Keras that is the text it was asked for with (`"mae"` is
/// reported as `mae`, `"mean_absolute_error"` as that), or the `name` of a metric's object.
public sealed interface Metric extends Named {
    /// `accuracy`, reported as that.
    Metric ACCURACY = new Accuracy("accuracy");

    /// What it is reported under: `mae`.
    String name();

    /// Keras's class: `MeanAbsoluteError`.
    String className();

    /// The same metric, reported under another name.
    Metric withName(String name);

    /// The metric that Keras calls `name`, reported under that: `mae`, `mean_absolute_error`, `MeanAbsoluteError`.
    ///
    /// @throws DescriptionException if there is none
    static Metric of(String name) {
        return named(name)
                .orElseThrow(() -> Named.unknown(
                        "metric",
                        name,
                        KnownMetrics.DEFAULTS.stream().map(Metric::kerasName).toList()));
    }

    /// The metric that Keras calls `name`, reported under that; empty if there is none.
    static Optional<Metric> named(String name) {
        String full = KnownMetrics.ALIASES.getOrDefault(name, name);
        return KnownMetrics.DEFAULTS.stream()
                .filter(metric -> metric instanceof Accuracy
                        ? Accuracy.isName(name)
                        : metric.kerasName().equals(full) || metric.className().equals(full))
                .findFirst()
                .map(metric -> metric.withName(name));
    }

    /// Whichever of `BinaryAccuracy`, `CategoricalAccuracy` and `SparseCategoricalAccuracy` fits the loss and the
    /// shapes.
    ///
    /// @param name `accuracy` or `acc`, in any case: Keras knows it by no other
    record Accuracy(String name) implements Metric {
        public Accuracy {
            if (!isName(name)) {
                throw new DescriptionException("Keras reports accuracy as 'accuracy' or 'acc'. Received: '" + name
                        + "'. Under another name use BinaryAccuracy, CategoricalAccuracy or"
                        + " SparseCategoricalAccuracy.");
            }
        }

        @Override
        public String kerasName() {
            return "accuracy";
        }

        /// What Keras's class of this name does is another thing: it counts predictions that equal their target.
        @Override
        public String className() {
            return "Accuracy";
        }

        @Override
        public Accuracy withName(String newName) {
            return new Accuracy(newName);
        }

        /// What it stands for with this loss and these predictions, under the same name.
        public Metric resolve(Loss loss, Shape output) {
            if (output.last() == 1) {
                return new BinaryAccuracy(name);
            }
            return loss instanceof Loss.SparseCategoricalCrossentropy
                    ? new SparseCategoricalAccuracy(name)
                    : new CategoricalAccuracy(name);
        }

        private static boolean isName(String name) {
            return name.equalsIgnoreCase("accuracy") || name.equalsIgnoreCase("acc");
        }
    }

    /// Share of elements with `p > 0.5` where `y` is 1 and not where it is 0.
    record BinaryAccuracy(String name) implements Metric {
        public BinaryAccuracy {
            checkName(name);
        }

        public BinaryAccuracy() {
            this("binary_accuracy");
        }

        @Override
        public String kerasName() {
            return "binary_accuracy";
        }

        @Override
        public String className() {
            return "BinaryAccuracy";
        }

        @Override
        public BinaryAccuracy withName(String newName) {
            return new BinaryAccuracy(newName);
        }
    }

    /// Share of examples whose largest prediction is at the largest target; the first of equals counts.
    record CategoricalAccuracy(String name) implements Metric {
        public CategoricalAccuracy {
            checkName(name);
        }

        public CategoricalAccuracy() {
            this("categorical_accuracy");
        }

        @Override
        public String kerasName() {
            return "categorical_accuracy";
        }

        @Override
        public String className() {
            return "CategoricalAccuracy";
        }

        @Override
        public CategoricalAccuracy withName(String newName) {
            return new CategoricalAccuracy(newName);
        }
    }

    /// Share of examples whose largest prediction is at the target's class number.
    record SparseCategoricalAccuracy(String name) implements Metric {
        public SparseCategoricalAccuracy {
            checkName(name);
        }

        public SparseCategoricalAccuracy() {
            this("sparse_categorical_accuracy");
        }

        @Override
        public String kerasName() {
            return "sparse_categorical_accuracy";
        }

        @Override
        public String className() {
            return "SparseCategoricalAccuracy";
        }

        @Override
        public SparseCategoricalAccuracy withName(String newName) {
            return new SparseCategoricalAccuracy(newName);
        }
    }

    /// Mean of `|y - p|`.
    record MeanAbsoluteError(String name) implements Metric {
        public MeanAbsoluteError {
            checkName(name);
        }

        public MeanAbsoluteError() {
            this("mean_absolute_error");
        }

        @Override
        public String kerasName() {
            return "mean_absolute_error";
        }

        @Override
        public String className() {
            return "MeanAbsoluteError";
        }

        @Override
        public MeanAbsoluteError withName(String newName) {
            return new MeanAbsoluteError(newName);
        }
    }

    /// Mean of `(y - p)^2`.
    record MeanSquaredError(String name) implements Metric {
        public MeanSquaredError {
            checkName(name);
        }

        public MeanSquaredError() {
            this("mean_squared_error");
        }

        @Override
        public String kerasName() {
            return "mean_squared_error";
        }

        @Override
        public String className() {
            return "MeanSquaredError";
        }

        @Override
        public MeanSquaredError withName(String newName) {
            return new MeanSquaredError(newName);
        }
    }

    /// Root of the mean of `(y - p)^2` over all examples, not the mean of the mini-batches' roots.
    record RootMeanSquaredError(String name) implements Metric {
        public RootMeanSquaredError {
            checkName(name);
        }

        public RootMeanSquaredError() {
            this("root_mean_squared_error");
        }

        @Override
        public String kerasName() {
            return "root_mean_squared_error";
        }

        @Override
        public String className() {
            return "RootMeanSquaredError";
        }

        @Override
        public RootMeanSquaredError withName(String newName) {
            return new RootMeanSquaredError(newName);
        }
    }

    /// Coefficient of determination, `1 - sum((y - p)^2) / (sum(y^2) - sum(y)^2 / n)` over all examples, averaged
    /// over the outputs (Keras's `uniform_average`, `num_regressors=0`). An output whose targets are all alike counts
    /// as 0, where Keras says NaN if they were predicted exactly. For outputs `(outputs,)` alone, as in Keras.
    record R2Score(String name) implements Metric {
        public R2Score {
            checkName(name);
        }

        public R2Score() {
            this("r2_score");
        }

        @Override
        public String kerasName() {
            return "r2_score";
        }

        @Override
        public String className() {
            return "R2Score";
        }

        @Override
        public R2Score withName(String newName) {
            return new R2Score(newName);
        }
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.equals("loss")) {
            throw new DescriptionException(
                    "The name of a metric is not empty, and not 'loss', which is the loss. Received: '" + name + "'");
        }
    }
}
