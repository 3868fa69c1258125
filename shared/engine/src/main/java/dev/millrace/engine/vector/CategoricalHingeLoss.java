package dev.millrace.engine.vector;

/// `max(max((1 - y) * p) - sum(y * p) + 1, 0)`. Of equal largest values each takes its share of the gradient, as in
/// JAX.
record CategoricalHingeLoss(LossOperands of) implements RowLoss {
    @Override
    public float row(int row) {
        int from = row * of.columns();
        int to = from + of.columns();
        double right = 0;
        float wrong = Float.NEGATIVE_INFINITY;
        int equal = 0;
        for (int i = from; i < to; i++) {
            right += of.target(i) * (double) of.prediction(i);
            float other = other(i);
            equal = other > wrong ? 1 : other == wrong ? equal + 1 : equal;
            wrong = Math.max(wrong, other);
        }
        double lost = Math.max(wrong - right + 1, 0);
        if (of.graded()) {
            for (int i = from; i < to; i++) {
                double rising = other(i) == wrong ? (1 - of.target(i)) / (double) equal : 0;
                of.gradient(i, lost == 0 ? 0 : rising - of.target(i));
            }
        }
        return (float) lost;
    }

    private float other(int i) {
        return (1 - of.target(i)) * of.prediction(i);
    }
}
