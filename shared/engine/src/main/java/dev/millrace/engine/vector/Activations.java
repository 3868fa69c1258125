package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Activation functions; softmax, which needs whole rows, is in `Softmax`. A loop for each: vectors that come out
/// of branches would be allocated.
final class Activations {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Activations() {}

    /// `y[at..at + n) = activation(x[from..from + n))`; the two may be one.
    static void forward(Activation activation, float[] x, int from, float[] y, int at, int n) {
        switch (activation) {
            case LINEAR -> System.arraycopy(x, from, y, at, n);
            case RELU -> relu(x, from, y, at, n);
            case SIGMOID -> sigmoid(x, from, y, at, n);
            case HARD_SIGMOID -> hardSigmoid(x, from, y, at, n);
            case TANH -> tanh(x, from, y, at, n);
            case SOFTPLUS -> softplus(x, from, y, at, n);
            case SOFTSIGN -> softsign(x, from, y, at, n);
            case SOFTMAX -> throw new IllegalArgumentException("A softmax is over whole rows");
        }
    }

    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(S, 1).div(Functions.exp(x.neg()).add(1));
    }

    /// `max(x, 0) + log1p(exp(-|x|))`, which does not overflow.
    static FloatVector softplus(FloatVector x) {
        return Functions.log1p(Functions.exp(x.abs().neg())).add(x.max(0));
    }

    private static void relu(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector.fromArray(S, x, from + i, mask).max(0).intoArray(y, at + i, mask);
        }
    }

    private static void sigmoid(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            sigmoid(FloatVector.fromArray(S, x, from + i, mask)).intoArray(y, at + i, mask);
        }
    }

    private static void hardSigmoid(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, x, from + i, mask);
            v.mul(1 / 6f).add(0.5f).max(0).min(1).intoArray(y, at + i, mask);
        }
    }

    /// `(e^2a - 1) / (e^2a + 1)` of `a = |x|`, with the sign of `x`.
    private static void tanh(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, x, from + i, mask);
            FloatVector m = Functions.expm1(v.abs().mul(2));
            FloatVector magnitude = m.div(m.add(2));
            magnitude
                    .lanewise(VectorOperators.NEG, v.compare(VectorOperators.LT, 0))
                    .intoArray(y, at + i, mask);
        }
    }

    private static void softplus(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            softplus(FloatVector.fromArray(S, x, from + i, mask)).intoArray(y, at + i, mask);
        }
    }

    private static void softsign(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, x, from + i, mask);
            v.div(v.abs().add(1)).intoArray(y, at + i, mask);
        }
    }
}
