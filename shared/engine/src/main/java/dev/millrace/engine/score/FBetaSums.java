package dev.millrace.engine.score;

import dev.millrace.nn.metric.F1Score;
import dev.millrace.nn.metric.FBetaScore;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What F scores take of each output: true positives, false positives and false negatives.
final class FBetaSums extends PairSums {
    private static final int PER_OUTPUT = 3;
    private static final double EPSILON = 1e-7;

    /// A prediction below is no prediction, even where it is the largest of its row.
    private static final double NOTHING = 1e-9;

    private final F1Score.Average average;
    private final double squaredBeta;
    private final Optional<Double> threshold;
    private double largest;

    private FBetaSums(int columns, F1Score.Average average, double beta, Optional<Double> threshold) {
        super(columns, PER_OUTPUT * columns);
        this.average = average;
        this.squaredBeta = beta * beta;
        this.threshold = threshold;
    }

    FBetaSums(int columns, F1Score metric) {
        this(columns, metric.average(), 1, metric.threshold());
    }

    FBetaSums(int columns, FBetaScore metric) {
        this(columns, metric.average(), metric.beta(), metric.threshold());
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
        boolean positive = threshold.isPresent()
                ? prediction > threshold.get().floatValue()
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
        return switch (average) {
            case MICRO -> score(all[0], all[1], all[2]);
            case MACRO -> mean;
            case WEIGHTED -> weighted / (all[0] + all[2] + EPSILON);
        };
    }

    /// `(1 + beta^2) * P * R / (beta^2 * P + R)`, with Keras's epsilons.
    private double score(double right, double wrong, double missed) {
        double precision = right / (right + wrong + EPSILON);
        double recall = right / (right + missed + EPSILON);
        return (1 + squaredBeta) * precision * recall / (squaredBeta * precision + recall + EPSILON);
    }
}
