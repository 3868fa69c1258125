package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Activation functions and their derivatives, the latter from what came out; softmax, which needs whole rows, is
/// in `Softmax`.
final class Activations {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    private Activations() {}

    /// `y[at..at + n) = activation(x[from..from + n))`; the two may be one.
    static void forward(Activation activation, float[] x, int from, float[] y, int at, int n) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            forward(activation, FloatVector.fromArray(S, x, from + i)).intoArray(y, at + i);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            forward(activation, FloatVector.fromArray(S, x, from + whole, rest)).intoArray(y, at + whole, rest);
        }
    }

    /// `dy[at..at + n) *= activation'`, where `y[from..from + n)` is what came out.
    static void backward(Activation activation, float[] y, int from, float[] dy, int at, int n) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            slope(activation, FloatVector.fromArray(S, y, from + i))
                    .mul(FloatVector.fromArray(S, dy, at + i))
                    .intoArray(dy, at + i);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            slope(activation, FloatVector.fromArray(S, y, from + whole, rest))
                    .mul(FloatVector.fromArray(S, dy, at + whole, rest))
                    .intoArray(dy, at + whole, rest);
        }
    }

    static FloatVector sigmoid(FloatVector x) {
        return constant(1).div(Functions.exp(x.neg()).add(1));
    }

    /// `max(x, 0) + log1p(exp(-|x|))`, which does not overflow.
    static FloatVector softplus(FloatVector x) {
        return Functions.log1p(Functions.exp(x.abs().neg())).add(x.max(0));
    }

    /// `(e^2a - 1) / (e^2a + 1)` of `a = |x|`, with the sign of `x`.
    private static FloatVector tanh(FloatVector x) {
        FloatVector m = Functions.expm1(x.abs().mul(2));
        FloatVector magnitude = m.div(m.add(2));
        return magnitude.blend(magnitude.neg(), x.compare(VectorOperators.LT, 0));
    }

    private static FloatVector forward(Activation activation, FloatVector x) {
        return switch (activation) {
            case LINEAR -> x;
            case RELU -> x.max(0);
            case SIGMOID -> sigmoid(x);
            case HARD_SIGMOID -> x.mul(1 / 6f).add(0.5f).max(0).min(1);
            case TANH -> tanh(x);
            case SOFTPLUS -> softplus(x);
            case SOFTSIGN -> x.div(x.abs().add(1));
            case SOFTMAX -> throw new IllegalArgumentException("A softmax is over whole rows");
        };
    }

    private static FloatVector slope(Activation activation, FloatVector y) {
        return switch (activation) {
            case LINEAR -> constant(1);
            case RELU -> constant(0).blend(1, y.compare(VectorOperators.GT, 0));
            case SIGMOID -> y.mul(constant(1).sub(y));
            case HARD_SIGMOID ->
                constant(0).blend(1 / 6f, y.compare(VectorOperators.GT, 0).and(y.compare(VectorOperators.LT, 1)));
            case TANH -> constant(1).sub(y.mul(y));
            // 1 / (1 + exp(-x)) = 1 - exp(-y)
            case SOFTPLUS -> Functions.expm1(y.neg()).neg();
            // 1 / (1 + |x|)^2 = (1 - |y|)^2
            case SOFTSIGN -> {
                FloatVector rest = constant(1).sub(y.abs());
                yield rest.mul(rest);
            }
            case SOFTMAX -> throw new IllegalArgumentException("A softmax is over whole rows");
        };
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(S, value);
    }
}
