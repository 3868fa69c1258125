package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kinds;
import dev.millrace.nn.Metric;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.CategoricalHinge;
import dev.millrace.nn.loss.CosineSimilarity;
import dev.millrace.nn.loss.Hinge;
import dev.millrace.nn.loss.KLDivergence;
import dev.millrace.nn.loss.LogCosh;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanAbsolutePercentageError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.MeanSquaredLogarithmicError;
import dev.millrace.nn.loss.Poisson;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.loss.SquaredHinge;
import java.util.List;

/// Every kind of metric that Millrace has.
public final class Metrics {
    /// A metric that is added here needs sums, too: see `ScoreSums` of the engine.
    public static final Kinds<Metric> KINDS = new Kinds<>(
            "metric",
            List.of(
                    Accuracy.KIND,
                    BinaryAccuracy.KIND,
                    CategoricalAccuracy.KIND,
                    SparseCategoricalAccuracy.KIND,
                    TopKCategoricalAccuracy.KIND,
                    SparseTopKCategoricalAccuracy.KIND,
                    Precision.KIND,
                    Recall.KIND,
                    F1Score.KIND,
                    FBetaScore.KIND,
                    ConfusionCount.kind(ConfusionCount.Cell.TRUE_POSITIVES),
                    ConfusionCount.kind(ConfusionCount.Cell.FALSE_POSITIVES),
                    ConfusionCount.kind(ConfusionCount.Cell.TRUE_NEGATIVES),
                    ConfusionCount.kind(ConfusionCount.Cell.FALSE_NEGATIVES),
                    AUC.KIND,
                    RootMeanSquaredError.KIND,
                    R2Score.KIND,
                    LossMetric.kind(MeanSquaredError.class),
                    LossMetric.kind(MeanAbsoluteError.class),
                    LossMetric.kind(MeanAbsolutePercentageError.class),
                    LossMetric.kind(MeanSquaredLogarithmicError.class),
                    LossMetric.kind(LogCosh.class),
                    LossMetric.kind(CosineSimilarity.class),
                    LossMetric.kind(Hinge.class),
                    LossMetric.kind(SquaredHinge.class),
                    LossMetric.kind(CategoricalHinge.class),
                    LossMetric.kind(KLDivergence.class),
                    LossMetric.kind(Poisson.class),
                    LossMetric.kind(CategoricalCrossentropy.class),
                    LossMetric.kind(SparseCategoricalCrossentropy.class),
                    LossMetric.kind(BinaryCrossentropy.class)));

    /// `accuracy`, reported as that.
    public static final Metric ACCURACY = new Accuracy("accuracy");

    private Metrics() {}

    /// The metric that Keras calls `name`, with Keras's defaults, reported under that name: `mae`,
    /// `mean_absolute_error`, `MeanAbsoluteError`.
    ///
    /// @throws DescriptionException if there is none
    public static Metric of(String name) {
        return Accuracy.isName(name)
                ? new Accuracy(name)
                : KINDS.kind(name).read().apply(Config.none()).withName(name);
    }
}
