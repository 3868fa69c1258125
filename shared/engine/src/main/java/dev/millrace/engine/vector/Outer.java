package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The update of a kernel from one example, `W[i] += alpha * x[i] * d`, in one pass over its rows.
final class Outer {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Outer() {}

    /// The rows `rows[i]` with `x = values[i]`, for `from <= i < to`; `n` columns of each.
    static void add(
            int n,
            int[] rows,
            float[] values,
            int from,
            int to,
            float[] d,
            int at,
            float[] w,
            int wo,
            int ldw,
            float alpha) {
        int whole = S.loopBound(n);
        VectorMask<Float> rest = Lanes.first(n - whole);
        for (int i = from; i < to; i++) {
            int row = wo + rows[i] * ldw;
            FloatVector x = FloatVector.broadcast(S, alpha * values[i]);
            for (int j = 0; j < whole; j += L) {
                FloatVector.fromArray(S, d, at + j)
                        .fma(x, FloatVector.fromArray(S, w, row + j))
                        .intoArray(w, row + j);
            }
            if (whole < n) {
                FloatVector.fromArray(S, d, at + whole, rest)
                        .fma(x, FloatVector.fromArray(S, w, row + whole, rest))
                        .intoArray(w, row + whole, rest);
            }
        }
    }

    /// All `m` rows, and on the way `out[i] = sum(W[i][j] * d[j])` with the rows as they were before.
    static void addAndDot(
            int m,
            int n,
            float[] x,
            int xo,
            float[] d,
            int at,
            float[] w,
            int wo,
            int ldw,
            float[] out,
            int oo,
            float alpha) {
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            four(n, x, xo + i, d, at, w, wo + i * ldw, ldw, out, oo + i, alpha);
        }
        for (; i < m; i++) {
            one(n, alpha * x[xo + i], d, at, w, wo + i * ldw, out, oo + i);
        }
    }

    private static void four(
            int n, float[] x, int xo, float[] d, int at, float[] w, int wo, int ldw, float[] out, int oo, float alpha) {
        FloatVector x0 = FloatVector.broadcast(S, alpha * x[xo]);
        FloatVector x1 = FloatVector.broadcast(S, alpha * x[xo + 1]);
        FloatVector x2 = FloatVector.broadcast(S, alpha * x[xo + 2]);
        FloatVector x3 = FloatVector.broadcast(S, alpha * x[xo + 3]);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int r1 = wo + ldw;
        int r2 = r1 + ldw;
        int r3 = r2 + ldw;
        int whole = S.loopBound(n);
        for (int j = 0; j < whole; j += L) {
            FloatVector v = FloatVector.fromArray(S, d, at + j);
            FloatVector w0 = FloatVector.fromArray(S, w, wo + j);
            FloatVector w1 = FloatVector.fromArray(S, w, r1 + j);
            FloatVector w2 = FloatVector.fromArray(S, w, r2 + j);
            FloatVector w3 = FloatVector.fromArray(S, w, r3 + j);
            s0 = w0.fma(v, s0);
            s1 = w1.fma(v, s1);
            s2 = w2.fma(v, s2);
            s3 = w3.fma(v, s3);
            v.fma(x0, w0).intoArray(w, wo + j);
            v.fma(x1, w1).intoArray(w, r1 + j);
            v.fma(x2, w2).intoArray(w, r2 + j);
            v.fma(x3, w3).intoArray(w, r3 + j);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector v = FloatVector.fromArray(S, d, at + whole, rest);
            FloatVector w0 = FloatVector.fromArray(S, w, wo + whole, rest);
            FloatVector w1 = FloatVector.fromArray(S, w, r1 + whole, rest);
            FloatVector w2 = FloatVector.fromArray(S, w, r2 + whole, rest);
            FloatVector w3 = FloatVector.fromArray(S, w, r3 + whole, rest);
            s0 = w0.fma(v, s0);
            s1 = w1.fma(v, s1);
            s2 = w2.fma(v, s2);
            s3 = w3.fma(v, s3);
            v.fma(x0, w0).intoArray(w, wo + whole, rest);
            v.fma(x1, w1).intoArray(w, r1 + whole, rest);
            v.fma(x2, w2).intoArray(w, r2 + whole, rest);
            v.fma(x3, w3).intoArray(w, r3 + whole, rest);
        }
        out[oo] = Lanes.sum(s0);
        out[oo + 1] = Lanes.sum(s1);
        out[oo + 2] = Lanes.sum(s2);
        out[oo + 3] = Lanes.sum(s3);
    }

    private static void one(int n, float x, float[] d, int at, float[] w, int wo, float[] out, int oo) {
        out[oo] = Dots.of(w, wo, d, at, n);
        FloatVector by = FloatVector.broadcast(S, x);
        for (int j = 0; j < n; j += L) {
            VectorMask<Float> mask = Lanes.first(n - j);
            FloatVector.fromArray(S, d, at + j, mask)
                    .fma(by, FloatVector.fromArray(S, w, wo + j, mask))
                    .intoArray(w, wo + j, mask);
        }
    }
}
