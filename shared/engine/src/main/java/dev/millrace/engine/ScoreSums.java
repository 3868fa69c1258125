package dev.millrace.engine;

import dev.millrace.nn.Metric;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The running sums behind one score, in double precision: the state of a metric. Not thread-safe.
sealed interface ScoreSums permits MeanSums, R2Sums {
    /// The sums of `metric` before anything was added.
    ///
    /// @param columns size of predictions along the last axis
    static ScoreSums of(Metric metric, int columns) {
        return switch (metric) {
            case Metric.Accuracy m -> new MeanSums(false);
            case Metric.BinaryAccuracy m -> new MeanSums(false);
            case Metric.CategoricalAccuracy m -> new MeanSums(false);
            case Metric.SparseCategoricalAccuracy m -> new MeanSums(false);
            case Metric.MeanAbsoluteError m -> new MeanSums(false);
            case Metric.MeanSquaredError m -> new MeanSums(false);
            case Metric.RootMeanSquaredError m -> new MeanSums(true);
            case Metric.R2Score m -> new R2Sums(columns);
        };
    }

    /// How many values `Kernels.metric` makes of each row.
    int width();

    /// What the sums are called, in order: `total`, `count`.
    List<String> names();

    /// The sums themselves, in the order of their names; writing to them changes them.
    double[] sums();

    /// Adds what `Kernels.metric` made of `rows` rows.
    ///
    /// @param from where its values begin
    /// @param weights what each row counts; without them, 1
    void add(FloatBuffer values, int from, int rows, @Nullable FloatBuffer weights);

    /// The score of all that was added; 0 where nothing was.
    double result();
}
