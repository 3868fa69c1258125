package dev.millrace.engine.vector;

import java.util.Arrays;

/// The nonzero values of a few panels of columns, column by column: which rows they are in, ascending.
final class Columns {
    private final Nonzeros from;
    private final int[] starts;
    private final int[] rows;
    private final float[] values;

    /// @param panels how many neighbouring panels it has room for
    Columns(Nonzeros from, int panels) {
        this.from = from;
        int columns = Math.min(from.columns(), panels * from.panel());
        this.starts = new int[columns + 1];
        this.rows = new int[columns * from.rows()];
        this.values = new float[columns * from.rows()];
    }

    /// Takes the columns of the panels from `first` up to `end`.
    void fill(int first, int end) {
        Arrays.fill(starts, 0);
        int[] index = from.index();
        float[] value = from.value();
        int base = first * from.panel();
        int count = from.rows();
        // starts[c + 1] counts column c, then is where it begins, then where it ends
        for (int row = 0; row < count; row++) {
            int to = from.to(row, end - 1);
            for (int i = from.from(row, first); i < to; i++) {
                starts[index[i] - base + 1]++;
            }
        }
        int sum = 0;
        for (int column = 1; column < starts.length; column++) {
            int size = starts[column];
            starts[column] = sum;
            sum += size;
        }
        for (int row = 0; row < count; row++) {
            int to = from.to(row, end - 1);
            for (int i = from.from(row, first); i < to; i++) {
                int place = starts[index[i] - base + 1]++;
                rows[place] = row;
                values[place] = value[i];
            }
        }
    }

    int from(int column) {
        return starts[column];
    }

    int to(int column) {
        return starts[column + 1];
    }

    int[] rows() {
        return rows;
    }

    float[] values() {
        return values;
    }
}
