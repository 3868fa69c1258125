package dev.millrace.engine.score;

import dev.millrace.nn.Metric;
import dev.millrace.nn.metric.AUC;
import dev.millrace.nn.metric.BinaryAccuracy;
import dev.millrace.nn.metric.CategoricalAccuracy;
import dev.millrace.nn.metric.ConfusionCount;
import dev.millrace.nn.metric.F1Score;
import dev.millrace.nn.metric.FBetaScore;
import dev.millrace.nn.metric.LossMetric;
import dev.millrace.nn.metric.Precision;
import dev.millrace.nn.metric.R2Score;
import dev.millrace.nn.metric.Recall;
import dev.millrace.nn.metric.RootMeanSquaredError;
import dev.millrace.nn.metric.SparseCategoricalAccuracy;
import dev.millrace.nn.metric.SparseTopKCategoricalAccuracy;
import dev.millrace.nn.metric.TopKCategoricalAccuracy;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The running sums behind one score, in double precision: the state of a metric. Not thread-safe.
///
/// They are fed with what kernels leave of a mini-batch: a value for each row (see `Kernels.metric`), or predictions
/// and targets themselves (see [PairSums]).
public interface ScoreSums {
    /// The sums of `metric` before anything was added.
    ///
    /// @param metric after `Metric.resolve`
    /// @param columns size of predictions along the last axis
    static ScoreSums of(Metric metric, int columns) {
        return switch (metric) {
            case BinaryAccuracy m -> new MeanSums();
            case CategoricalAccuracy m -> new MeanSums();
            case SparseCategoricalAccuracy m -> new MeanSums();
            case TopKCategoricalAccuracy m -> new MeanSums();
            case SparseTopKCategoricalAccuracy m -> new MeanSums();
            case RootMeanSquaredError m -> new MeanSums(Math::sqrt);
            case LossMetric m -> new MeanSums(mean -> m.sign() * mean);
            case R2Score m -> new R2Sums(columns);
            case Precision m -> new CountSums(columns, m);
            case Recall m -> new CountSums(columns, m);
            case ConfusionCount m -> new CountSums(columns, m);
            case F1Score m -> new FBetaSums(columns, m);
            case FBetaScore m -> new FBetaSums(columns, m);
            case AUC m -> new AreaSums(columns, m);
            default -> throw new IllegalArgumentException("No sums are registered for " + metric);
        };
    }

    /// What the sums are called, in order: `total`, `count`.
    List<String> names();

    /// The sums themselves, in the order of their names; writing to them changes them.
    double[] sums();

    /// Adds what kernels made of `rows` rows.
    ///
    /// @param from where its values begin
    /// @param weights what each row counts; without them, 1
    void add(FloatBuffer values, int from, int rows, @Nullable FloatBuffer weights);

    /// The score of all that was added; 0 where nothing was.
    double result();
}
