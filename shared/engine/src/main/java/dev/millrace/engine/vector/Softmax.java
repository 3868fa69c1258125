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
        // Methods of their own: the JVM would not compile all of it at once without making objects of vectors.
        int together = Lanes.MASKED ? n : S.loopBound(n);
        float sum = exps(x, from, y, at, together, max);
        for (int i = together; i < n; i++) {
            y[at + i] = Functions.exp(x[from + i] - max);
            sum += y[at + i];
        }
        divide(y, at, n, sum);
    }

    /// `y = exp(x - max)`, and the sum of that, over `n` values.
    private static float exps(float[] x, int from, float[] y, int at, int n, float max) {
        FloatVector sums = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            FloatVector e = Functions.exp(FloatVector.fromArray(S, x, from + i).sub(max));
            e.intoArray(y, at + i);
            sums = sums.add(e);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector e = Functions.exp(
                    FloatVector.fromArray(S, x, from + whole, rest).sub(max));
            e.intoArray(y, at + whole, rest);
            sums = sums.add(e, rest);
        }
        return Lanes.sum(sums);
    }

    private static void divide(float[] y, int at, int n, float sum) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            FloatVector.fromArray(S, y, at + i).div(sum).intoArray(y, at + i);
        }
        if (Lanes.MASKED && whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector.fromArray(S, y, at + whole, rest).div(sum).intoArray(y, at + whole, rest);
        } else {
            for (int i = whole; i < n; i++) {
                y[at + i] /= sum;
            }
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
        if (Lanes.MASKED && whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector.fromArray(S, dy, at + whole, rest)
                    .sub(dot)
                    .mul(FloatVector.fromArray(S, y, from + whole, rest))
                    .intoArray(dy, at + whole, rest);
        } else {
            for (int i = whole; i < n; i++) {
                dy[at + i] = (dy[at + i] - dot) * y[from + i];
            }
        }
    }

    /// The largest of `n` values.
    static float max(float[] x, int from, int n) {
        FloatVector max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            max = max.max(FloatVector.fromArray(S, x, from + i));
        }
        if (Lanes.MASKED && whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            max = max.lanewise(VectorOperators.MAX, FloatVector.fromArray(S, x, from + whole, rest), rest);
        }
        float largest = max.reduceLanes(VectorOperators.MAX);
        for (int i = Lanes.MASKED ? n : whole; i < n; i++) {
            largest = Math.max(largest, x[from + i]);
        }
        return largest;
    }
}
