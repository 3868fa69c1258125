package dev.millrace.engine.vector;

/// A loss that is a sum over columns of a function of a prediction and its target, times a factor: their mean, as a
/// rule.
class ElementLoss implements RowLoss {
    /// A function of a prediction and its target.
    @FunctionalInterface
    interface Of {
        double at(float p, float y);
    }

    final LossOperands of;
    private final double factor;
    private final Of loss;
    private final Of slope;

    /// @param factor of the sum
    /// @param loss what is added up
    /// @param slope its derivative by the prediction
    ElementLoss(LossOperands of, double factor, Of loss, Of slope) {
        this.of = of;
        this.factor = factor;
        this.loss = loss;
        this.slope = slope;
    }

    /// The mean of a function.
    static ElementLoss mean(LossOperands of, Of loss, Of slope) {
        return new ElementLoss(of, 1.0 / of.columns(), loss, slope);
    }

    /// Adds up the first columns as far as whole vectors go, for losses that have a faster way for them: overridden
    /// together with `vectors`.
    ///
    /// @param at of the first value
    /// @param n how many, whole vectors
    /// @param per what slopes are multiplied by before they are written
    float vectors(int at, int n, float per) {
        return 0;
    }

    /// How many values of a row `vectors` takes.
    int whole() {
        return 0;
    }

    @Override
    public final float row(int row) {
        int columns = of.columns();
        int at = row * columns;
        int whole = whole();
        double lost = whole == 0 ? 0 : vectors(at, whole, (float) (factor / of.rows()));
        for (int i = at + whole; i < at + columns; i++) {
            float p = of.prediction(i);
            float y = of.target(i);
            lost += loss.at(p, y);
            if (of.graded()) {
                of.gradient(i, slope.at(p, y) * factor);
            }
        }
        return (float) (lost * factor);
    }
}
