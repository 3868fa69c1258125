package dev.millrace.engine.score;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A mean over rows, `sum(w * v) / sum(w)`, or a function of it.
public final class MeanSums implements ScoreSums {
    private static final List<String> NAMES = List.of("total", "count");

    private final DoubleUnaryOperator ofMean;
    private final double[] sums = new double[NAMES.size()];

    /// The mean itself.
    public MeanSums() {
        this(DoubleUnaryOperator.identity());
    }

    /// What `ofMean` makes of it.
    public MeanSums(DoubleUnaryOperator ofMean) {
        this.ofMean = ofMean;
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public double[] sums() {
        return sums;
    }

    @Override
    public void add(FloatBuffer values, int from, int rows, @Nullable FloatBuffer weights) {
        if (weights == null) {
            add(sum(values, from, rows), rows);
            return;
        }
        double total = 0;
        double count = 0;
        for (int row = 0; row < rows; row++) {
            double weight = weights.get(row);
            total += weight * values.get(from + row);
            count += weight;
        }
        add(total, count);
    }

    /// Adds `count` values whose sum is `total`.
    public void add(double total, double count) {
        sums[0] += total;
        sums[1] += count;
    }

    public static double sum(FloatBuffer values, int from, int rows) {
        double sum = 0;
        for (int i = from; i < from + rows; i++) {
            sum += values.get(i);
        }
        return sum;
    }

    @Override
    public double result() {
        return sums[1] == 0 ? 0 : ofMean.applyAsDouble(sums[0] / sums[1]);
    }
}
