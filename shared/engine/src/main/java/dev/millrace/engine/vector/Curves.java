package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Functions of one vector that activations and their gradients share. Each is small enough to be inlined.
final class Curves {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    /// `exp(20)^2` is still a float, and `tanh(softplus(20))` is 1.
    private static final float SATURATED = 20;

    private static final float PER_ROOT_TWO_PI = (float) (1 / Math.sqrt(2 * Math.PI));

    /// `tail(a) * exp(a^2 / 2)` is a polynomial in `1 / (1 + a / 5)`: a fit by least squares with a relative error of
    /// `2e-8` for all `a >= 0`, lowest power last.
    private static final float[] TAIL = {
        -0.0462426f,
        0.16351509f,
        -0.16304469f,
        0.17824921f,
        -0.016693672f,
        0.08136192f,
        0.06623697f,
        0.077070996f,
        0.07975745f,
        0.079789296f
    };

    private Curves() {}

    /// `1 / (1 + exp(-x))`
    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(S, 1).div(Functions.exp(x.neg()).add(1));
    }

    /// `max(x, 0) + log1p(exp(-|x|))`, which does not overflow.
    static FloatVector softplus(FloatVector x) {
        return Functions.log1p(Functions.exp(x.abs().neg())).add(x.max(0));
    }

    /// `(e^2a - 1) / (e^2a + 1)` of `a = |x|`, with the sign of `x`.
    static FloatVector tanh(FloatVector x) {
        FloatVector m = Functions.expm1(x.abs().mul(2));
        return m.div(m.add(2)).lanewise(VectorOperators.NEG, x.compare(VectorOperators.LT, 0));
    }

    /// `clip(x / 6 + 0.5, 0, 1)`
    static FloatVector hardSigmoid(FloatVector x) {
        return x.mul(1 / 6f).add(0.5f).max(0).min(1);
    }

    /// `exp(x) - 1` where `x` is negative, 0 elsewhere.
    static FloatVector expm1BelowZero(FloatVector x) {
        return Functions.expm1(x.min(0));
    }

    /// `selu` from `max(x, 0)` and `exp(min(x, 0)) - 1`, of which one is 0.
    static FloatVector selu(FloatVector above, FloatVector below) {
        return above.mul((float) Activation.SELU_SCALE)
                .add(below.mul((float) (Activation.SELU_SCALE * Activation.SELU_ALPHA)));
    }

    /// `n` in `tanh(softplus(x)) = n / (n + 2)`: `e * (e + 2)` with `e = exp(x)`.
    static FloatVector mish(FloatVector exp) {
        return exp.mul(exp.add(2));
    }

    /// `exp(x)` as far as `mish` tells values apart.
    static FloatVector mishExp(FloatVector x) {
        return Functions.exp(x.min(SATURATED));
    }

    /// The density of the standard normal distribution at `x`.
    static FloatVector density(FloatVector x) {
        return Functions.exp(x.mul(x).mul(-0.5f)).mul(PER_ROOT_TWO_PI);
    }

    /// The standard normal distribution up to `x`, `(1 + erf(x / sqrt(2))) / 2`.
    ///
    /// @param density at `x`
    static FloatVector normal(FloatVector x, FloatVector density) {
        FloatVector t = FloatVector.broadcast(S, 1).div(x.abs().mul(0.2f).add(1));
        FloatVector sum = FloatVector.broadcast(S, TAIL[0]);
        for (int i = 1; i < TAIL.length; i++) {
            sum = sum.fma(t, FloatVector.broadcast(S, TAIL[i]));
        }
        FloatVector tail = sum.mul(t).mul(density).mul(1 / PER_ROOT_TWO_PI);
        return tail.blend(tail.neg().add(1), x.compare(VectorOperators.GE, 0));
    }
}
