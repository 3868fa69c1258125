package dev.millrace.engine.score;

import dev.millrace.nn.metric.ConfusionCount;
import dev.millrace.nn.metric.Precision;
import dev.millrace.nn.metric.Recall;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// How often predictions above a threshold are right: counts, or a share of them.
final class CountSums extends PairSums {
    private static final List<String> NAMES =
            List.of("true_positives", "false_positives", "true_negatives", "false_negatives");
    private static final double DEFAULT = 0.5;

    private final double threshold;
    private final ToDoubleFunction<CountSums> result;

    private CountSums(int columns, Optional<Double> threshold, ToDoubleFunction<CountSums> result) {
        super(columns, NAMES.size());
        this.threshold = threshold.orElse(DEFAULT).floatValue();
        this.result = result;
    }

    CountSums(int columns, Precision metric) {
        this(columns, metric.threshold(), s -> share(s.truePositives(), s.truePositives() + s.falsePositives()));
    }

    CountSums(int columns, Recall metric) {
        this(columns, metric.threshold(), s -> share(s.truePositives(), s.truePositives() + s.falseNegatives()));
    }

    CountSums(int columns, ConfusionCount metric) {
        this(
                columns,
                metric.threshold(),
                switch (metric.cell()) {
                    case TRUE_POSITIVES -> CountSums::truePositives;
                    case FALSE_POSITIVES -> CountSums::falsePositives;
                    case TRUE_NEGATIVES -> CountSums::trueNegatives;
                    case FALSE_NEGATIVES -> CountSums::falseNegatives;
                });
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    void add(int column, double prediction, double target, double weight) {
        boolean positive = prediction > threshold;
        boolean right = positive == (target != 0);
        sums()[(positive ? 0 : 2) + (right ? 0 : 1)] += weight;
    }

    private double truePositives() {
        return sums()[0];
    }

    private double falsePositives() {
        return sums()[1];
    }

    private double trueNegatives() {
        return sums()[2];
    }

    private double falseNegatives() {
        return sums()[3];
    }

    @Override
    public double result() {
        return result.applyAsDouble(this);
    }
}
