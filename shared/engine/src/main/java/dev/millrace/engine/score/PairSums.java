package dev.millrace.engine.score;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/// Sums of predictions and targets: those of all rows, `(rows, columns)`, one after the other. Several such metrics
/// read the same.
public abstract class PairSums implements ScoreSums {
    private final int columns;
    private final double[] sums;

    /// @param columns size of predictions along the last axis
    /// @param size how many sums there are
    PairSums(int columns, int size) {
        this.columns = columns;
        this.sums = new double[size];
    }

    int columns() {
        return columns;
    }

    @Override
    public final double[] sums() {
        return sums;
    }

    /// Begins a row.
    void row(FloatBuffer values, int at) {}

    /// Adds one prediction.
    ///
    /// @param column of its row
    abstract void add(int column, double prediction, double target, double weight);

    /// Ends a row.
    void end(double weight) {}

    @Override
    public final void add(FloatBuffer values, int from, int rows, @Nullable FloatBuffer weights) {
        int targets = from + rows * columns;
        for (int row = 0; row < rows; row++) {
            int at = row * columns;
            double weight = weights == null ? 1 : weights.get(row);
            row(values, from + at);
            for (int column = 0; column < columns; column++) {
                add(column, values.get(from + at + column), values.get(targets + at + column), weight);
            }
            end(weight);
        }
    }

    /// `a / b`, 0 where `b` is.
    static double share(double a, double b) {
        return b == 0 ? 0 : a / b;
    }
}
