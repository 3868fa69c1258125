package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Softmax of a row, and its gradient.
final class Softmax {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    private Softmax() {}

    /// `y = exp(x - max(x)) / sum(exp(x - max(x)))` over `n` values; `x` may be `y`.
    static void forward(float[] x, int from, float[] y, int at, int n) {
        float max = max(x, from, n);
        FloatVector sums = FloatVector.zero(S);
        int whole = S.loopBound(n);
        VectorMask<Float> rest = Lanes.first(n - whole);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            FloatVector e = Functions.exp(FloatVector.fromArray(S, x, from + i).sub(max));
            e.intoArray(y, at + i);
            sums = sums.add(e);
        }
        if (whole < n) {
            FloatVector e = Functions.exp(
                    FloatVector.fromArray(S, x, from + whole, rest).sub(max));
            e.intoArray(y, at + whole, rest);
            sums = sums.add(e, rest);
        }
        float sum = Lanes.sum(sums);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            FloatVector.fromArray(S, y, at + i).div(sum).intoArray(y, at + i);
        }
        if (whole < n) {
            FloatVector.fromArray(S, y, at + whole, rest).div(sum).intoArray(y, at + whole, rest);
        }
    }

    /// `dy = y * (dy - sum(dy * y))` over `n` values.
    static void backward(float[] y, int from, float[] dy, int at, int n) {
        float dot = Dots.of(y, from, dy, at, n);
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            FloatVector.fromArray(S, dy, at + i)
                    .sub(dot)
                    .mul(FloatVector.fromArray(S, y, from + i))
                    .intoArray(dy, at + i);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector.fromArray(S, dy, at + whole, rest)
                    .sub(dot)
                    .mul(FloatVector.fromArray(S, y, from + whole, rest))
                    .intoArray(dy, at + whole, rest);
        }
    }

    /// The largest of `n` values.
    static float max(float[] x, int from, int n) {
        FloatVector max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            max = max.max(FloatVector.fromArray(S, x, from + i));
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            max = max.lanewise(VectorOperators.MAX, FloatVector.fromArray(S, x, from + whole, rest), rest);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }
}
