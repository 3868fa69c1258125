package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Settings;
import java.util.List;
import java.util.Optional;

/// Above which predictions count as positive, as Keras's `Precision` and `Recall` write it: one number, or a list of
/// one.
final class Threshold {
    private static final String KEY = "thresholds";

    private Threshold() {}

    static Optional<Double> read(Config config) {
        config.only("top_k", null);
        config.only("class_id", null);
        return one(config);
    }

    /// For metrics that have neither `top_k` nor `class_id`.
    static Optional<Double> one(Config config) {
        List<Double> thresholds = config.numbers(KEY, List.of());
        if (thresholds.size() > 1) {
            throw new DescriptionException(
                    "One number comes of a metric, and so of one threshold. Received: thresholds=" + thresholds
                            + ". Give each a metric of its own.");
        }
        return thresholds.stream().findFirst();
    }

    static void check(Optional<Double> threshold) {
        threshold.ifPresent(value -> {
            if (!(value >= 0 && value <= 1)) {
                throw new DescriptionException("thresholds is between 0 and 1. Received: thresholds=" + value);
            }
        });
    }

    static Settings settings(Optional<Double> threshold) {
        return Settings.of(KEY, threshold).and("top_k", null).and("class_id", null);
    }
}
