package dev.millrace.gateway.series;

import dev.millrace.wire.Metric;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The points of one run and one split, in the order of their steps: a step that is said again takes the place of what
/// was said before. Primitive arrays: 20 bytes for a point and 8 for each of its values. For one thread at a time.
public final class Series {
    /// Names that a curve may have; messages that name more are read without them.
    private static final int MAX_COLUMNS = 64;

    /// No points; nothing is put here.
    public static final Series EMPTY = new Series();

    private final SortedMap<String, Column> columns = new TreeMap<>();
    private final OffsetIndex offsets = new OffsetIndex();
    private long[] steps = new long[16];
    private int[] epochs = new int[16];
    private long[] times = new long[16];
    private int size;
    private int generation;

    /// Takes a point.
    ///
    /// @param offset of the record on its partition
    /// @return whether anything is different now
    public boolean put(Metric metric, long offset) {
        if (size == 0 || metric.step() > steps[size - 1]) {
            append(metric, offset);
            return true;
        }
        int found = Arrays.binarySearch(steps, 0, size, metric.step());
        return found >= 0 ? replace(found, metric) : insert(-found - 1, metric);
    }

    private void append(Metric metric, long offset) {
        if (size == steps.length) {
            capacity(Column.grown(size));
        }
        steps[size] = metric.step();
        epochs[size] = metric.epoch();
        times[size] = metric.time().toEpochMilli();
        addColumns(metric);
        columns.forEach((name, column) -> column.append(size, value(metric, name)));
        offsets.add(size, offset);
        size++;
    }

    private boolean replace(int index, Metric metric) {
        addColumns(metric);
        boolean changed = false;
        for (Map.Entry<String, Column> entry : columns.entrySet()) {
            double value = value(metric, entry.getKey());
            if (!Double.isNaN(value) && value != entry.getValue().at(index)) {
                entry.getValue().set(index, value, size);
                changed = true;
            }
        }
        if (changed) {
            generation++;
        }
        return changed;
    }

    private boolean insert(int index, Metric metric) {
        if (size == steps.length) {
            capacity(Column.grown(size));
        }
        addColumns(metric);
        System.arraycopy(steps, index, steps, index + 1, size - index);
        System.arraycopy(epochs, index, epochs, index + 1, size - index);
        System.arraycopy(times, index, times, index + 1, size - index);
        steps[index] = metric.step();
        epochs[index] = metric.epoch();
        times[index] = metric.time().toEpochMilli();
        columns.forEach((name, column) -> column.insert(index, value(metric, name), size));
        size++;
        generation++;
        return true;
    }

    private void capacity(int capacity) {
        steps = Arrays.copyOf(steps, capacity);
        epochs = Arrays.copyOf(epochs, capacity);
        times = Arrays.copyOf(times, capacity);
    }

    private void addColumns(Metric metric) {
        for (String name : metric.values().keySet()) {
            if (!columns.containsKey(name) && columns.size() < MAX_COLUMNS) {
                columns.put(name, new Column(size, steps.length));
            }
        }
    }

    private static double value(Metric metric, String name) {
        Double value = metric.values().get(name);
        return value == null ? Double.NaN : value;
    }

    /// The same points with another value, which is a function of the point's index. It shares this one's arrays, and
    /// is good as long as nothing is put here.
    public Series derived(String name, IntToDoubleFunction values) {
        var derived = new Series();
        derived.steps = steps;
        derived.epochs = epochs;
        derived.times = times;
        derived.size = size;
        var column = new Column(0, Math.max(1, size));
        for (int i = 0; i < size; i++) {
            column.append(i, values.applyAsDouble(i));
        }
        derived.columns.put(name, column);
        return derived;
    }

    /// How many points there are.
    public int size() {
        return size;
    }

    /// Goes up whenever what was there has changed, not only grown.
    public int generation() {
        return generation;
    }

    /// The names of the values, sorted.
    public Set<String> names() {
        return Collections.unmodifiableSet(columns.keySet());
    }

    public long step(int index) {
        return steps[index];
    }

    public int epoch(int index) {
        return epochs[index];
    }

    /// Milliseconds since 1970.
    public long time(int index) {
        return times[index];
    }

    /// The value of the point; NaN where it has none of this name.
    public double value(String name, int index) {
        Column column = columns.get(name);
        return column == null ? Double.NaN : column.at(index);
    }

    /// How many points have a value of this name.
    public int present(String name) {
        Column column = columns.get(name);
        return column == null ? 0 : column.present();
    }

    /// The values of one point, by name.
    public SortedMap<String, Double> values(int index) {
        SortedMap<String, Double> values = new TreeMap<>();
        columns.forEach((name, column) -> {
            if (!Double.isNaN(column.at(index))) {
                values.put(name, column.at(index));
            }
        });
        return values;
    }

    /// The index of the least (or largest) value of this name; -1 where there is none.
    public int extreme(String name, boolean least) {
        Column column = columns.get(name);
        return column == null ? -1 : column.extreme(0, size, least);
    }

    /// The last point that has a value of this name; -1 where none has.
    public int last(String name) {
        Column column = columns.get(name);
        int index = column == null ? -1 : size - 1;
        while (index >= 0 && column != null && Double.isNaN(column.at(index))) {
            index--;
        }
        return index;
    }

    /// The first point that may have been read after the record at `offset`: those before it were not.
    public int after(long offset) {
        return offsets.after(offset, size);
    }

    /// The first index whose step is `step` or more.
    int indexOf(long step) {
        int found = Arrays.binarySearch(steps, 0, size, step);
        return found >= 0 ? found : -found - 1;
    }

    /// The first index whose time is `millis` or more. Times grow with steps, as far as clocks agree.
    int indexOfTime(long millis) {
        int found = Arrays.binarySearch(times, 0, size, millis);
        return found >= 0 ? found : -found - 1;
    }

    @Nullable
    Column column(String name) {
        return columns.get(name);
    }
}
