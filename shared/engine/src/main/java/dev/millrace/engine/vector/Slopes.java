package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Gradients through activation functions, from what came out of them; that of softmax is in `Softmax`.
final class Slopes {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Slopes() {}

    /// `dy[at..at + n) *= activation'`, where `y[from..from + n)` is what came out.
    static void backward(Activation activation, float[] y, int from, float[] dy, int at, int n) {
        switch (activation) {
            case LINEAR -> {}
            case RELU -> relu(y, from, dy, at, n);
            case SIGMOID -> sigmoid(y, from, dy, at, n);
            case HARD_SIGMOID -> hardSigmoid(y, from, dy, at, n);
            case TANH -> tanh(y, from, dy, at, n);
            case SOFTPLUS -> softplus(y, from, dy, at, n);
            case SOFTSIGN -> softsign(y, from, dy, at, n);
            case SOFTMAX -> throw new IllegalArgumentException("A softmax is over whole rows");
        }
    }

    private static void relu(float[] y, int from, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            VectorMask<Float> positive =
                    FloatVector.fromArray(S, y, from + i, mask).compare(VectorOperators.GT, 0);
            FloatVector.fromArray(S, dy, at + i, positive).intoArray(dy, at + i, mask);
        }
    }

    private static void sigmoid(float[] y, int from, float[] dy, int at, int n) {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, y, from + i, mask);
            v.mul(one.sub(v)).mul(FloatVector.fromArray(S, dy, at + i, mask)).intoArray(dy, at + i, mask);
        }
    }

    private static void hardSigmoid(float[] y, int from, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, y, from + i, mask);
            VectorMask<Float> rising = v.compare(VectorOperators.GT, 0).and(v.compare(VectorOperators.LT, 1));
            FloatVector.fromArray(S, dy, at + i, rising.and(mask)).mul(1 / 6f).intoArray(dy, at + i, mask);
        }
    }

    private static void tanh(float[] y, int from, float[] dy, int at, int n) {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, y, from + i, mask);
            one.sub(v.mul(v)).mul(FloatVector.fromArray(S, dy, at + i, mask)).intoArray(dy, at + i, mask);
        }
    }

    /// `1 / (1 + exp(-x)) = 1 - exp(-y)`
    private static void softplus(float[] y, int from, float[] dy, int at, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector v = FloatVector.fromArray(S, y, from + i, mask);
            Functions.expm1(v.neg())
                    .neg()
                    .mul(FloatVector.fromArray(S, dy, at + i, mask))
                    .intoArray(dy, at + i, mask);
        }
    }

    /// `1 / (1 + |x|)^2 = (1 - |y|)^2`
    private static void softsign(float[] y, int from, float[] dy, int at, int n) {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector rest =
                    one.sub(FloatVector.fromArray(S, y, from + i, mask).abs());
            rest.mul(rest).mul(FloatVector.fromArray(S, dy, at + i, mask)).intoArray(dy, at + i, mask);
        }
    }
}
