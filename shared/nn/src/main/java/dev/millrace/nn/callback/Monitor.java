package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import java.util.Set;

/// A score that a callback watches, and when a value of it is better than another: by more than `minDelta`.
///
/// @param name `val_loss`, `accuracy`
/// @param mode which values are better
/// @param minDelta not negative
public record Monitor(String name, Mode mode, double minDelta) {
    /// Keras's default: the loss of the validation examples.
    static final String DEFAULT = "val_loss";

    /// Keras's classes of metrics that are to become large; of all others, small.
    private static final Set<String> LARGE = Set.of(
            "Accuracy",
            "AUC",
            "BinaryAccuracy",
            "BinaryIoU",
            "CategoricalAccuracy",
            "ConcordanceCorrelation",
            "CosineSimilarity",
            "F1Score",
            "FBetaScore",
            "IoU",
            "MeanIoU",
            "OneHotIoU",
            "OneHotMeanIoU",
            "PearsonCorrelation",
            "Precision",
            "PrecisionAtRecall",
            "R2Score",
            "Recall",
            "RecallAtPrecision",
            "SensitivityAtSpecificity",
            "SparseCategoricalAccuracy",
            "SparseTopKCategoricalAccuracy",
            "SpecificityAtSensitivity",
            "TopKCategoricalAccuracy",
            "TrueNegatives",
            "TruePositives");

    /// Keras takes `min_delta` without its sign.
    public Monitor {
        if (name.isEmpty()) {
            throw new DescriptionException("monitor is the name of a score, like 'val_loss'. Received: ''");
        }
        if (!Double.isFinite(minDelta)) {
            throw new DescriptionException("min_delta is a finite number. Received: min_delta=" + minDelta);
        }
        minDelta = Math.abs(minDelta);
    }

    /// `name`, with nothing said of it.
    public static Monitor of(String name) {
        return new Monitor(name, Mode.AUTO, 0);
    }

    /// @param minDelta what it is by default
    static Monitor read(Config config, double minDelta) {
        return new Monitor(
                config.text("monitor", DEFAULT),
                Mode.of(config.text("mode", "auto")),
                config.number("min_delta", minDelta));
    }

    /// Whether larger values of the score are better.
    ///
    /// @param compile what the model is compiled with; it says what the score is
    public boolean increases(Compile compile) {
        return switch (mode) {
            case MIN -> false;
            case MAX -> true;
            case AUTO -> {
                String score = name.startsWith(CallbackSpec.VALIDATION)
                        ? name.substring(CallbackSpec.VALIDATION.length())
                        : name;
                int index = compile.scoreNames().indexOf(score);
                // The loss is the first of the names.
                yield index > 0
                        && LARGE.contains(compile.allMetrics().get(index - 1).className());
            }
        };
    }

    /// Whether `value` is better than `reference`.
    ///
    /// @param increases see [#increases]
    public boolean improves(double value, double reference, boolean increases) {
        return increases ? value - minDelta > reference : value + minDelta < reference;
    }
}
