package dev.millrace.standalone.export;

import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Split;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Values of one split, at one step or of one whole epoch.
///
/// @param kind which of the two
/// @param epoch counted from 0
/// @param step gradient updates made
/// @param values by Keras's names: `loss`, `accuracy`; at least one
record Point(Split split, Kind kind, int epoch, long step, Instant time, SortedMap<String, Double> values) {
    /// What the values are of.
    enum Kind {
        STEP,
        EPOCH
    }

    Point {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /// The same fact has the same identity, however often it is stated.
    ///
    /// @param tag of the first value; there is no second point with that tag and number
    record Identity(Split split, String tag, long number) {}

    static Point of(Metric metric) {
        return new Point(
                metric.split(),
                Kind.STEP,
                metric.epoch(),
                metric.step(),
                metric.time(),
                new TreeMap<>(metric.values()));
    }

    static Point of(Event.EpochEnded event) {
        return ofEpoch(Split.TRAINING, event.epoch(), event.step(), event.time(), event.values());
    }

    static Point ofEpoch(Split split, int epoch, long step, Instant time, Map<String, Double> values) {
        return new Point(split, Kind.EPOCH, epoch, step, time, new TreeMap<>(values));
    }

    /// Where the values are on the axis that other programs draw: the step; the epoch's number for those of an epoch,
    /// as in Keras's own logs.
    long number() {
        return switch (kind) {
            case STEP -> step;
            case EPOCH -> epoch;
        };
    }

    /// What `name` is called beside the values of the other kind: `loss`, `epoch_loss`.
    String tag(String name) {
        return switch (kind) {
            case STEP -> name;
            case EPOCH -> "epoch_" + name;
        };
    }

    /// The split as Keras's logs call it: `train`, `validation`, `test`.
    static String folder(Split split) {
        return switch (split) {
            case TRAINING -> "train";
            case VALIDATION -> "validation";
            case TEST -> "test";
        };
    }

    Identity identity() {
        return new Identity(split, tag(values.firstKey()), number());
    }
}
