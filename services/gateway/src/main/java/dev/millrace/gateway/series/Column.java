package dev.millrace.gateway.series;

import java.util.Arrays;

/// The values of one metric, one for each point of a [Series]; NaN where a point has none. The least and the largest of
/// every block of points are kept beside them, so that those of any range are found without reading it all.
final class Column {
    private static final int BLOCK_SHIFT = 8;
    private static final int BLOCK = 1 << BLOCK_SHIFT;

    private double[] values;
    private double[] least = new double[1];
    private double[] largest = new double[1];
    private int present;

    /// A column of `size` points without a value.
    Column(int size, int capacity) {
        values = new double[capacity];
        Arrays.fill(values, 0, size, Double.NaN);
        rebuild(0, size);
    }

    double at(int index) {
        return values[index];
    }

    /// Points that have a value.
    int present() {
        return present;
    }

    /// Gives the point behind the last one a value.
    void append(int index, double value) {
        if (index == values.length) {
            values = Arrays.copyOf(values, grown(index));
        }
        values[index] = value;
        blocks(index);
        include(index, value);
    }

    /// Gives the point at `index` another value; `size` is the number of points.
    void set(int index, double value, int size) {
        values[index] = value;
        rebuild(index >> BLOCK_SHIFT, size);
    }

    /// Makes room for a point at `index` before `size` points are there, and gives it a value.
    void insert(int index, double value, int size) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        System.arraycopy(values, index, values, index + 1, size - index);
        values[index] = value;
        rebuild(index >> BLOCK_SHIFT, size + 1);
    }

    /// The index of the least (or largest) value among the points `from` to `to`, which is exclusive; -1 where none has
    /// a value.
    int extreme(int from, int to, boolean wantLeast) {
        int best = -1;
        int i = from;
        while (i < to) {
            if ((i & (BLOCK - 1)) == 0 && i + BLOCK <= to) {
                int block = i >> BLOCK_SHIFT;
                double value = wantLeast ? least[block] : largest[block];
                if (!Double.isNaN(value) && (best < 0 || better(value, values[best], wantLeast))) {
                    best = find(i, value);
                }
                i += BLOCK;
            } else {
                if (!Double.isNaN(values[i]) && (best < 0 || better(values[i], values[best], wantLeast))) {
                    best = i;
                }
                i++;
            }
        }
        return best;
    }

    private int find(int from, double value) {
        int i = from;
        while (values[i] != value) {
            i++;
        }
        return i;
    }

    private static boolean better(double value, double than, boolean wantLeast) {
        return wantLeast ? value < than : value > than;
    }

    private void rebuild(int fromBlock, int size) {
        blocks(Math.max(0, size - 1));
        Arrays.fill(least, fromBlock, least.length, Double.NaN);
        Arrays.fill(largest, fromBlock, largest.length, Double.NaN);
        present = 0;
        for (int i = 0; i < fromBlock << BLOCK_SHIFT; i++) {
            present += Double.isNaN(values[i]) ? 0 : 1;
        }
        for (int i = fromBlock << BLOCK_SHIFT; i < size; i++) {
            include(i, values[i]);
        }
    }

    private void blocks(int index) {
        int needed = (index >> BLOCK_SHIFT) + 1;
        if (needed > least.length) {
            int had = least.length;
            least = Arrays.copyOf(least, grown(needed));
            largest = Arrays.copyOf(largest, least.length);
            Arrays.fill(least, had, least.length, Double.NaN);
            Arrays.fill(largest, had, largest.length, Double.NaN);
        }
    }

    private void include(int index, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        present++;
        int block = index >> BLOCK_SHIFT;
        if (!(least[block] <= value)) {
            least[block] = value;
        }
        if (!(largest[block] >= value)) {
            largest[block] = value;
        }
    }

    /// Room for a quarter more than `size`.
    static int grown(int size) {
        return Math.max(64, size + (size >> 2));
    }
}
