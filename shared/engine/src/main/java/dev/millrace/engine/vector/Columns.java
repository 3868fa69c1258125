package dev.millrace.engine.vector;

import java.util.Arrays;

/// The nonzero values of a few panels of columns and a block of rows, column by column.
final class Columns {
    private final Nonzeros from;
    private final Lists source;
    private final int[] starts;
    private final int[] rows;
    private final float[] values;
    private final Lists lists;

    /// @param panels how many neighbouring panels it has room for
    /// @param size how many rows it has room for
    Columns(Nonzeros from, int panels, int size) {
        this.from = from;
        this.source = from.lists();
        int columns = Math.min(from.columns(), panels * from.panel());
        this.starts = new int[columns + 1];
        this.rows = new int[columns * size];
        this.values = new float[columns * size];
        this.lists = new Lists(rows, values, starts, 1);
    }

    /// Takes the columns of the panels from `first` up to `end`, of the rows from `row` up to `last`: a list for each
    /// column, of rows counted from `row`, ascending.
    Lists fill(int first, int end, int row, int last) {
        Arrays.fill(starts, 0);
        int base = first * from.panel();
        source.at(row * (from.panels() + 1) + first, end - first, last - row);
        // starts[c + 1] counts column c, then is where it begins, then where it ends
        for (int i = 0; i < source.count; i++) {
            int to = source.to(i);
            for (int place = source.from(i); place < to; place++) {
                starts[source.index[place] - base + 1]++;
            }
        }
        int sum = 0;
        for (int column = 1; column < starts.length; column++) {
            int size = starts[column];
            starts[column] = sum;
            sum += size;
        }
        for (int i = 0; i < source.count; i++) {
            int to = source.to(i);
            for (int place = source.from(i); place < to; place++) {
                int put = starts[source.index[place] - base + 1]++;
                rows[put] = i;
                values[put] = source.value[place];
            }
        }
        return lists.at(0, 1, Math.min(starts.length - 1, from.columns() - base));
    }
}
