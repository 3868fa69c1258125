package dev.millrace.engine.vector;

/// What a loss is computed of, and where its gradient goes.
///
/// @param fused see `Kernels.loss`
/// @param p predictions, or logits
/// @param y targets
/// @param g gradients, not to be written where `graded` is false
record LossOperands(
        boolean fused, int rows, int columns, VectorBuffer p, VectorBuffer y, boolean graded, VectorBuffer g) {
    static final float EPSILON = 1e-7f;

    /// Value `i` of the predictions.
    float prediction(int i) {
        return p.array()[p.offset() + i];
    }

    /// Value `i` of the targets.
    float target(int i) {
        return y.array()[y.offset() + i];
    }

    /// The same smoothed: `y * (1 - s) + s * uniform`.
    float target(int i, double smoothing, double uniform) {
        float value = target(i);
        return smoothing == 0 ? value : value * (float) (1 - smoothing) + (float) (smoothing * uniform);
    }

    /// Sets value `i` of the gradient of the losses' mean.
    ///
    /// @param slope of the loss of its row
    void gradient(int i, double slope) {
        g.array()[g.offset() + i] = (float) (slope / rows);
    }

    /// Multiplies the loss and the gradient of row `row` by `weight`.
    void weigh(int row, float weight, VectorBuffer losses) {
        losses.array()[losses.offset() + row] *= weight;
        if (graded) {
            int at = g.offset() + row * columns;
            for (int i = at; i < at + columns; i++) {
                g.array()[i] *= weight;
            }
        }
    }

    /// `x` held between `EPSILON` and `1 - EPSILON`.
    static float clip(float x) {
        return Math.min(Math.max(x, EPSILON), 1 - EPSILON);
    }

    /// Whether `x` is further inside than `clip` holds it.
    static boolean inside(float x) {
        return x > EPSILON && 1 - x > EPSILON;
    }
}
