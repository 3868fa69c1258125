package dev.millrace.engine.kernel;

/// What may be done with gradients `g` between the backward pass and the update.
public sealed interface GradientTransform {
    /// `sums += g`: in steps that update nothing. Leaves `g` as it is.
    ///
    /// @param sums laid out like the gradients
    record Accumulate(Buffer sums) implements GradientTransform {}

    /// `g = (g + sums) / steps`, then `sums = 0`: in steps that update weights.
    ///
    /// @param sums laid out like the gradients
    record Mean(Buffer sums, int steps) implements GradientTransform {}

    /// `g = min(max(g, -limit), limit)`.
    record ClipByValue(double limit) implements GradientTransform {}

    /// `g = g * limit / max(|g|, limit)`, each variable by the norm of its own gradient.
    record ClipByNorm(double limit) implements GradientTransform {}

    /// `g = g * limit * min(1 / |G|, 1 / limit)` with `G` the gradients of all variables together.
    record ClipByGlobalNorm(double limit) implements GradientTransform {
        /// What `g` is multiplied by; not a number where the norm is none or infinite, as in Keras.
        public float factor(float norm) {
            float c = (float) limit;
            return Float.isFinite(norm) ? c * Math.min(1 / norm, 1 / c) : Float.NaN;
        }
    }
}
