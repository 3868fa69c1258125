package dev.millrace.engine.score;

import dev.millrace.nn.metric.F1Score;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the F1 score takes of each output: true positives, false positives and false negatives.
final class F1Sums extends PairSums {
    private static final int PER_OUTPUT = 3;
    private static final double EPSILON = 1e-7;

    /// A prediction below is no prediction, even where it is the largest of its row.
    private static final double NOTHING = 1e-9;

    private final F1Score metric;
    private double largest;

    F1Sums(int columns, F1Score metric) {
        super(columns, PER_OUTPUT * columns);
        this.metric = metric;
    }

    @Override
    public List<String> names() {
        return IntStream.range(0, columns())
                .boxed()
                .flatMap(i -> Stream.of("true_positives/" + i, "false_positives/" + i, "false_negatives/" + i))
                .toList();
    }

    @Override
    void row(FloatBuffer values, int at) {
        largest = Double.NEGATIVE_INFINITY;
        for (int i = at; i < at + columns(); i++) {
            largest = Math.max(largest, values.get(i));
        }
    }

    @Override
    void add(int column, double prediction, double target, double weight) {
        boolean positive = metric.threshold().isPresent()
                ? prediction > metric.threshold().get().floatValue()
                : prediction >= largest && Math.abs(prediction) > NOTHING;
        double[] sums = sums();
        int at = PER_OUTPUT * column;
        if (positive) {
            sums[at] += weight * target;
            sums[at + 1] += weight * (1 - target);
        } else {
            sums[at + 2] += weight * target;
        }
    }

    @Override
    public double result() {
        double[] all = new double[PER_OUTPUT];
        double mean = 0;
        double weighted = 0;
        for (int at = 0; at < sums().length; at += PER_OUTPUT) {
            double right = sums()[at];
            double wrong = sums()[at + 1];
            double missed = sums()[at + 2];
            all[0] += right;
            all[1] += wrong;
            all[2] += missed;
            double score = score(right, wrong, missed);
            mean += score / columns();
            weighted += score * (right + missed);
        }
        return switch (metric.average()) {
            case MICRO -> score(all[0], all[1], all[2]);
            case MACRO -> mean;
            case WEIGHTED -> weighted / (all[0] + all[2] + EPSILON);
        };
    }

    /// `2 * P * R / (P + R)`, with Keras's epsilons.
    private static double score(double right, double wrong, double missed) {
        double precision = right / (right + wrong + EPSILON);
        double recall = right / (right + missed + EPSILON);
        return 2 * precision * recall / (precision + recall + EPSILON);
    }
}
