package dev.millrace.gateway.store;

import dev.millrace.wire.Topics;
import java.util.Arrays;
import java.util.Optional;

/// The offsets of the last records that were read of events and metrics, by partition: any gateway that reads the same
/// topics gives them the same meaning. As text, the identifier of a server-sent event: `e12.7.-1.0m3.4.5.6`.
public final class Positions {
    private final long[] events = new long[Topics.EVENTS.partitions()];
    private final long[] metrics = new long[Topics.METRICS.partitions()];

    Positions() {
        Arrays.fill(events, -1);
        Arrays.fill(metrics, -1);
    }

    void events(int partition, long offset) {
        events[partition] = Math.max(events[partition], offset);
    }

    void metrics(int partition, long offset) {
        metrics[partition] = Math.max(metrics[partition], offset);
    }

    /// The last event's offset on this partition; -1 before the first.
    public long events(int partition) {
        return events[partition];
    }

    /// The last metric's offset on this partition; -1 before the first.
    public long metrics(int partition) {
        return metrics[partition];
    }

    Positions copy() {
        var copy = new Positions();
        System.arraycopy(events, 0, copy.events, 0, events.length);
        System.arraycopy(metrics, 0, copy.metrics, 0, metrics.length);
        return copy;
    }

    /// Whether all that was read then has been read now.
    public boolean reach(Positions then) {
        return covers(events, then.events) && covers(metrics, then.metrics);
    }

    private static boolean covers(long[] now, long[] then) {
        for (int i = 0; i < now.length; i++) {
            if (now[i] < then[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "e" + joined(events) + "m" + joined(metrics);
    }

    private static String joined(long[] offsets) {
        return String.join(".", Arrays.stream(offsets).mapToObj(String::valueOf).toList());
    }

    /// What `text` says; absent where it was not written by [#toString].
    public static Optional<Positions> parse(String text) {
        int middle = text.indexOf('m');
        if (!text.startsWith("e") || middle < 0) {
            return Optional.empty();
        }
        var positions = new Positions();
        return read(text.substring(1, middle), positions.events) && read(text.substring(middle + 1), positions.metrics)
                ? Optional.of(positions)
                : Optional.empty();
    }

    private static boolean read(String text, long[] to) {
        String[] numbers = text.split("\\.", -1);
        if (numbers.length != to.length) {
            return false;
        }
        try {
            for (int i = 0; i < to.length; i++) {
                to[i] = Long.parseLong(numbers[i]);
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
