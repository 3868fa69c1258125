package dev.millrace.engine.vector;

/// Cross-entropy over classes.
///
/// @param fromLogits whether predictions are logits
/// @param smoothing `s` in the targets `t = y * (1 - s) + s / columns`
record CategoricalLoss(LossOperands of, boolean fromLogits, double smoothing) implements RowLoss {
    @Override
    public float row(int row) {
        int at = row * of.columns();
        return fromLogits ? logits(at) : probabilities(at);
    }

    private float target(int i) {
        return of.target(i, smoothing, 1.0 / of.columns());
    }

    private float probabilities(int at) {
        int end = at + of.columns();
        float sum = 0;
        for (int i = at; i < end; i++) {
            sum += of.prediction(i);
        }
        // n = p / sum(p); q = clip(n); loss = -sum(t * log(q))
        float lost = 0;
        for (int i = at; i < end; i++) {
            float target = target(i);
            if (target != 0) {
                lost -= target * (float) Math.log(LossOperands.clip(of.prediction(i) / sum));
            }
        }
        if (of.graded() && of.fused()) {
            for (int i = at; i < end; i++) {
                of.gradient(i, of.prediction(i) - target(i));
            }
        } else if (of.graded()) {
            slopes(at, end, sum);
        }
        return lost;
    }

    /// `G = -t / q` inside the clip, 0 outside; `g = (G - sum(G * n)) / sum(p)`.
    private void slopes(int at, int end, float sum) {
        float dot = 0;
        for (int i = at; i < end; i++) {
            float n = of.prediction(i) / sum;
            dot += slope(i, n) * n;
        }
        for (int i = at; i < end; i++) {
            of.gradient(i, (slope(i, of.prediction(i) / sum) - dot) / sum);
        }
    }

    private float slope(int i, float n) {
        return LossOperands.inside(n) ? -target(i) / n : 0;
    }

    private float logits(int at) {
        int columns = of.columns();
        float[] from = of.p().array();
        int first = of.p().offset() + at;
        float max = Softmax.max(from, first, columns);
        float sum = 0;
        for (int i = 0; i < columns; i++) {
            sum += (float) Math.exp(from[first + i] - max);
        }
        // loss = sum(t * (log(sum(exp(x))) - x)); g = softmax(x) - t
        float log = (float) Math.log(sum) + max;
        float lost = 0;
        for (int i = 0; i < columns; i++) {
            lost += target(at + i) * (log - from[first + i]);
        }
        if (of.graded()) {
            float[] to = of.g().array();
            int out = of.g().offset() + at;
            Softmax.forward(from, first, to, out, columns);
            for (int i = 0; i < columns; i++) {
                of.gradient(at + i, to[out + i] - target(at + i));
            }
        }
        return lost;
    }
}
