package dev.millrace.engine.score;

import dev.millrace.nn.metric.AUC;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How many targets of either kind have a prediction between one threshold and the next: what the area under a curve is
/// computed from.
final class AreaSums extends PairSums {
    private final int thresholds;
    private final AUC.Curve curve;

    /// For each threshold the positive targets, then for each the negative ones.
    AreaSums(int columns, AUC metric) {
        super(columns, 2 * metric.numThresholds());
        this.thresholds = metric.numThresholds();
        this.curve = metric.curve();
    }

    @Override
    public List<String> names() {
        return Stream.of("positives/", "negatives/")
                .flatMap(kind -> IntStream.range(0, thresholds).mapToObj(i -> kind + i))
                .toList();
    }

    /// The first threshold is below 0 and the last above 1, so that a prediction of 0 is above the first.
    @Override
    void add(int column, double prediction, double target, double weight) {
        float inside = Math.clamp((float) prediction, 0, 1);
        int bucket = Math.max((int) Math.ceil(inside * (thresholds - 1)) - 1, 0);
        sums()[target != 0 ? bucket : thresholds + bucket] += weight;
    }

    @Override
    public double result() {
        double[] right = above(0);
        double[] wrong = above(thresholds);
        return switch (curve) {
            case ROC -> overFalsePositives(right, wrong);
            case PR -> overRecall(right, wrong);
        };
    }

    /// How many are above each threshold.
    private double[] above(int from) {
        double[] above = new double[thresholds];
        double sum = 0;
        for (int i = thresholds - 1; i >= 0; i--) {
            sum += sums()[from + i];
            above[i] = sum;
        }
        return above;
    }

    /// `sum((x[i] - x[i + 1]) * (y[i] + y[i + 1]) / 2)` of false positive rates `x` and true positive rates `y`.
    private static double overFalsePositives(double[] right, double[] wrong) {
        double area = 0;
        for (int i = 0; i + 1 < right.length; i++) {
            double width = share(wrong[i], wrong[0]) - share(wrong[i + 1], wrong[0]);
            area += width * (share(right[i], right[0]) + share(right[i + 1], right[0])) / 2;
        }
        return area;
    }

    /// Davis and Goadrich (2006): between two thresholds true positives grow in proportion to all positives.
    private static double overRecall(double[] right, double[] wrong) {
        double area = 0;
        for (int i = 0; i + 1 < right.length; i++) {
            double more = right[i] + wrong[i];
            double fewer = right[i + 1] + wrong[i + 1];
            double slope = share(right[i] - right[i + 1], more - fewer);
            double intercept = right[i + 1] - slope * fewer;
            double ratio = more > 0 && fewer > 0 ? more / fewer : 1;
            area += share(slope * (right[i] - right[i + 1] + intercept * Math.log(ratio)), right[0]);
        }
        return area;
    }
}
