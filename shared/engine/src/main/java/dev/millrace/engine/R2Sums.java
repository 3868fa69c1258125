package dev.millrace.engine;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the coefficient of determination takes of each output: `sum(w * y^2)`, `sum(w * y)` and `sum(w * (y - p)^2)`,
/// and `sum(w)` of all of them, as Keras's `R2Score` keeps them.
final class R2Sums implements ScoreSums {
    private static final int PER_OUTPUT = 3;

    private final int outputs;

    /// Three for each output, then the count.
    private final double[] sums;

    R2Sums(int outputs) {
        this.outputs = outputs;
        this.sums = new double[PER_OUTPUT * outputs + 1];
    }

    /// The errors `y - p` of a row, and its targets.
    @Override
    public int width() {
        return 2 * outputs;
    }

    @Override
    public List<String> names() {
        return Stream.concat(
                        IntStream.range(0, outputs)
                                .boxed()
                                .flatMap(i -> Stream.of("squared_sum/" + i, "sum/" + i, "residual/" + i)),
                        Stream.of("count"))
                .toList();
    }

    @Override
    public double[] sums() {
        return sums;
    }

    /// @param values errors of all rows, then targets of all rows, both `(rows, outputs)`
    @Override
    public void add(FloatBuffer values, int from, int rows, @Nullable FloatBuffer weights) {
        int targets = from + rows * outputs;
        for (int row = 0; row < rows; row++) {
            double weight = weights == null ? 1 : weights.get(row);
            for (int i = 0; i < outputs; i++) {
                double error = values.get(from + row * outputs + i);
                double target = values.get(targets + row * outputs + i);
                sums[PER_OUTPUT * i] += weight * target * target;
                sums[PER_OUTPUT * i + 1] += weight * target;
                sums[PER_OUTPUT * i + 2] += weight * error * error;
            }
            sums[PER_OUTPUT * outputs] += weight;
        }
    }

    @Override
    public double result() {
        double count = sums[PER_OUTPUT * outputs];
        double mean = 0;
        for (int i = 0; i < outputs; i++) {
            double sum = sums[PER_OUTPUT * i + 1];
            double total = count == 0 ? 0 : sums[PER_OUTPUT * i] - sum * sum / count;
            // Where targets do not differ there is nothing to explain.
            mean += total == 0 ? 0 : (1 - sums[PER_OUTPUT * i + 2] / total) / outputs;
        }
        return mean;
    }
}
