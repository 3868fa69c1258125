package dev.millrace.engine.vector;

import java.util.Arrays;

/// The nonzero values of some columns, column by column.
final class Columns {
    private final Nonzeros from;
    private final Lists source;
    private final int[] starts;
    private final int[] rows;
    private final float[] values;
    private final Lists lists;

    /// @param columns how many of them it has room for
    /// @param size how many rows it has room for
    Columns(Nonzeros from, int columns, int size) {
        this.from = from;
        this.source = from.lists(0, 0);
        this.starts = new int[columns + 1];
        this.rows = new int[columns * size];
        this.values = new float[columns * size];
        this.lists = new Lists(rows, values, starts, 1);
    }

    /// Takes the columns `first` up to `end`: a list for each column, of its rows in ascending order.
    Lists fill(int first, int end) {
        Arrays.fill(starts, 0);
        from.look(source, first, end);
        // starts[c + 1] counts column c, then is where it begins, then where it ends
        for (int i = 0; i < source.count; i++) {
            int to = source.to(i);
            for (int place = source.from(i); place < to; place++) {
                starts[source.index[place] - first + 1]++;
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
                int put = starts[source.index[place] - first + 1]++;
                rows[put] = i;
                values[put] = source.value[place];
            }
        }
        return lists.at(0, 1, end - first);
    }
}
