package dev.millrace.engine.vector;

import dev.millrace.nn.loss.CategoricalFocalCrossentropy;

/// `sum(alpha * (1 - q)^gamma * t * -log(q))` with `q = clip(n)`, `n = p / sum(p)` and smoothed targets `t`; of logits,
/// `p` is their softmax.
record CategoricalFocalLoss(LossOperands of, CategoricalFocalCrossentropy loss) implements RowLoss {
    @Override
    public float row(int row) {
        int from = row * of.columns();
        int to = from + of.columns();
        // with logits: exp(x - max) / sum in place of p / sum
        double max = loss.fromLogits() ? max(from, to) : 0;
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += value(i, max);
        }
        double lost = 0;
        double dot = 0;
        for (int i = from; i < to; i++) {
            float n = (float) (value(i, max) / sum);
            double q = LossOperands.clip(n);
            lost -= loss.alpha() * Math.pow(1 - q, loss.gamma()) * target(i) * Math.log(q);
            dot += slope(i, n) * n;
        }
        if (of.graded()) {
            for (int i = from; i < to; i++) {
                float n = (float) (value(i, max) / sum);
                double inner = slope(i, n) - dot;
                of.gradient(i, loss.fromLogits() ? n * inner : inner / sum);
            }
        }
        return (float) lost;
    }

    private double max(int from, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = Math.max(max, of.prediction(i));
        }
        return max;
    }

    private double value(int i, double max) {
        return loss.fromLogits() ? Math.exp(of.prediction(i) - max) : of.prediction(i);
    }

    private double target(int i) {
        return of.target(i, loss.labelSmoothing(), 1.0 / of.columns());
    }

    /// The derivative of the loss by `n`: `alpha * t * (gamma * (1 - q)^(gamma - 1) * log(q) - (1 - q)^gamma / q)`.
    private double slope(int i, float n) {
        if (!LossOperands.inside(n)) {
            return 0;
        }
        double rest = 1 - (double) n;
        return loss.alpha()
                * target(i)
                * (loss.gamma() * Math.pow(rest, loss.gamma() - 1) * Math.log(n) - Math.pow(rest, loss.gamma()) / n);
    }
}
