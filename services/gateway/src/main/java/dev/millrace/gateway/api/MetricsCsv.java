package dev.millrace.gateway.api;

import dev.millrace.gateway.series.Series;
import dev.millrace.gateway.store.Store;
import dev.millrace.wire.Split;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every point of a run as CSV, written as it is read, some thousand lines at a time: `split,epoch,step,time,` and the
/// metrics. For one thread.
final class MetricsCsv extends InputStream {
    private static final int LINES_AT_ONCE = 4096;

    private final Store store;
    private final String runId;
    private final Queue<Split> splits;
    private final SortedSet<String> names = new TreeSet<>();
    private byte[] bytes;
    private int position;
    private int next;

    MetricsCsv(Store store, String runId) {
        this.store = store;
        this.runId = runId;
        this.splits = new ArrayDeque<>(store.splits(runId));
        splits.forEach(split -> names.addAll(store.points(runId, split, series -> new TreeSet<>(series.names()))));
        var header = new StringBuilder("split,epoch,step,time");
        names.forEach(name -> header.append(',').append(quoted(name)));
        bytes = header.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
        return more() ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, to, offset, count);
        position += count;
        return count;
    }

    private boolean more() {
        while (position == bytes.length && !splits.isEmpty()) {
            Split split = splits.element();
            bytes = store.points(runId, split, series -> lines(split, series)).getBytes(StandardCharsets.UTF_8);
            position = 0;
            if (bytes.length == 0) {
                splits.remove();
                next = 0;
            }
        }
        return position < bytes.length;
    }

    private String lines(Split split, Series series) {
        var lines = new StringBuilder();
        int end = Math.min(series.size(), next + LINES_AT_ONCE);
        for (; next < end; next++) {
            lines.append(split.wireName())
                    .append(',')
                    .append(series.epoch(next))
                    .append(',');
            lines.append(series.step(next)).append(',').append(Instant.ofEpochMilli(series.time(next)));
            for (String name : names) {
                double value = series.value(name, next);
                lines.append(',').append(Double.isNaN(value) ? "" : String.valueOf(value));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    /// A name that others chose: quoted where it needs to be, and never a formula to a spreadsheet.
    private static String quoted(String name) {
        String safe = name.matches("[=+@\\-\\t\\r].*") ? "'" + name : name;
        return safe.matches("[\\w. -]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
