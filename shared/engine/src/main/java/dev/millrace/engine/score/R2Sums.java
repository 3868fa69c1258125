package dev.millrace.engine.score;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the coefficient of determination takes of each output: `sum(w * y^2)`, `sum(w * y)` and `sum(w * (y - p)^2)`,
/// and `sum(w)` of all of them, as Keras's `R2Score` keeps them.
final class R2Sums extends PairSums {
    private static final int PER_OUTPUT = 3;

    /// Three sums for each output, then the count.
    R2Sums(int outputs) {
        super(outputs, PER_OUTPUT * outputs + 1);
    }

    @Override
    public List<String> names() {
        return Stream.concat(
                        IntStream.range(0, columns())
                                .boxed()
                                .flatMap(i -> Stream.of("squared_sum/" + i, "sum/" + i, "residual/" + i)),
                        Stream.of("count"))
                .toList();
    }

    @Override
    void add(int column, double prediction, double target, double weight) {
        double error = (float) (target - prediction);
        double[] sums = sums();
        sums[PER_OUTPUT * column] += weight * target * target;
        sums[PER_OUTPUT * column + 1] += weight * target;
        sums[PER_OUTPUT * column + 2] += weight * error * error;
    }

    @Override
    void end(double weight) {
        sums()[PER_OUTPUT * columns()] += weight;
    }

    @Override
    public double result() {
        double[] sums = sums();
        double count = sums[PER_OUTPUT * columns()];
        double mean = 0;
        for (int i = 0; i < columns(); i++) {
            double sum = sums[PER_OUTPUT * i + 1];
            double total = count == 0 ? 0 : sums[PER_OUTPUT * i] - sum * sum / count;
            // Where targets do not differ there is nothing to explain.
            mean += total == 0 ? 0 : (1 - sums[PER_OUTPUT * i + 2] / total) / columns();
        }
        return mean;
    }
}
