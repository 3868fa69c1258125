package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Softmax and log-softmax of a row, and their gradients.
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

    /// `y = x - max(x) - log(sum(exp(x - max(x))))` over `n` values; `x` may be `y`.
    static void logForward(float[] x, int from, float[] y, int at, int n) {
        float max = max(x, from, n);
        // Value by value: the JVM makes objects of vectors here.
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Functions.exp(x[from + i] - max);
        }
        float log = (float) Math.log(sum);
        for (int i = 0; i < n; i++) {
            y[at + i] = x[from + i] - max - log;
        }
    }

    /// `dy = dy - exp(y) * sum(dy)` over `n` values.
    static void logBackward(float[] y, int from, float[] dy, int at, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += dy[at + i];
        }
        for (int i = 0; i < n; i++) {
            dy[at + i] -= Functions.exp(y[from + i]) * sum;
        }
    }

    /// Either of the two, by its name.
    static void forward(Activation activation, float[] x, int from, float[] y, int at, int n) {
        if (activation == Activation.LOG_SOFTMAX) {
            logForward(x, from, y, at, n);
        } else {
            forward(x, from, y, at, n);
        }
    }

    /// Either of the two, by its name.
    static void backward(Activation activation, float[] y, int from, float[] dy, int at, int n) {
        if (activation == Activation.LOG_SOFTMAX) {
            logBackward(y, from, dy, at, n);
        } else {
            backward(y, from, dy, at, n);
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
