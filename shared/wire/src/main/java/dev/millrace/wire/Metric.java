package dev.millrace.wire;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A fact about a step. A step that is replayed states the same fact again: readers keep one per (run, split,
/// step).
///
/// @param epoch counted from 0
/// @param step gradient updates made when this was so
/// @param values finite, by Keras's names: `loss`, `accuracy`; in training, the running means of the epoch
public record Metric(String runId, Split split, int epoch, long step, Map<String, Double> values, Instant time) {
    public Metric {
        values = canonical(values);
    }

    /// The values in the order of their names, so that the same values give the same bytes.
    ///
    /// @throws IllegalArgumentException naming a value that is not finite
    static SortedMap<String, Double> canonical(Map<String, Double> values) {
        values.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("A metric is finite. Received: " + name + "=" + value);
            }
        });
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
