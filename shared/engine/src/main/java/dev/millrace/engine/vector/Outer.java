package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The update of a kernel from a few examples, `W[i] += alpha * sum(x[e][i] * d[e])`, in one pass over its rows.
final class Outer {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Outer() {}

    /// The rows in the first of the lists, with its values for `x`; `n` columns of each.
    static void add(int n, Lists list, float[] d, int at, float[] w, int wo, int ldw, float alpha) {
        int[] rows = list.index;
        float[] values = list.value;
        int to = list.to(0);
        int whole = S.loopBound(n);
        VectorMask<Float> rest = Lanes.first(n - whole);
        for (int i = list.from(0); i < to; i++) {
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

    /// Four rows of `W`, all examples; `n` columns of each.
    ///
    /// @param ldx from an example of `x` to the next
    /// @param ldd from an example of `d` to the next
    static void add(
            int examples,
            int n,
            float[] x,
            int xo,
            int ldx,
            float[] d,
            int at,
            int ldd,
            float[] w,
            int wo,
            int ldw,
            float alpha) {
        int e = 0;
        if (Lanes.TILE_ROWS == 8) {
            for (; e + 4 <= examples; e += 4) {
                addFour(n, x, xo + e * ldx, ldx, d, at + e * ldd, ldd, w, wo, ldw, alpha);
            }
        }
        for (; e + 2 <= examples; e += 2) {
            addTwo(n, x, xo + e * ldx, ldx, d, at + e * ldd, ldd, w, wo, ldw, alpha);
        }
        if (e < examples) {
            addOne(n, x, xo + e * ldx, d, at + e * ldd, w, wo, ldw, alpha);
        }
        int whole = S.loopBound(n);
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            for (int row = 0; row < 4; row++) {
                rest(examples, rest, x, xo + row, ldx, d, at + whole, ldd, w, wo + row * ldw + whole, alpha);
            }
        }
    }

    /// The last columns of a row, fewer than a vector has.
    private static void rest(
            int examples,
            VectorMask<Float> mask,
            float[] x,
            int xo,
            int ldx,
            float[] d,
            int at,
            int ldd,
            float[] w,
            int wo,
            float alpha) {
        FloatVector v = FloatVector.fromArray(S, w, wo, mask);
        for (int e = 0; e < examples; e++) {
            v = FloatVector.fromArray(S, d, at + e * ldd, mask)
                    .fma(FloatVector.broadcast(S, alpha * x[xo + e * ldx]), v);
        }
        v.intoArray(w, wo, mask);
    }

    /// Whole vectors of four rows, four examples.
    private static void addFour(
            int n, float[] x, int xo, int ldx, float[] d, int at, int ldd, float[] w, int wo, int ldw, float alpha) {
        FloatVector x00 = FloatVector.broadcast(S, alpha * x[xo]);
        FloatVector x01 = FloatVector.broadcast(S, alpha * x[xo + 1]);
        FloatVector x02 = FloatVector.broadcast(S, alpha * x[xo + 2]);
        FloatVector x03 = FloatVector.broadcast(S, alpha * x[xo + 3]);
        FloatVector x10 = FloatVector.broadcast(S, alpha * x[xo + ldx]);
        FloatVector x11 = FloatVector.broadcast(S, alpha * x[xo + ldx + 1]);
        FloatVector x12 = FloatVector.broadcast(S, alpha * x[xo + ldx + 2]);
        FloatVector x13 = FloatVector.broadcast(S, alpha * x[xo + ldx + 3]);
        FloatVector x20 = FloatVector.broadcast(S, alpha * x[xo + 2 * ldx]);
        FloatVector x21 = FloatVector.broadcast(S, alpha * x[xo + 2 * ldx + 1]);
        FloatVector x22 = FloatVector.broadcast(S, alpha * x[xo + 2 * ldx + 2]);
        FloatVector x23 = FloatVector.broadcast(S, alpha * x[xo + 2 * ldx + 3]);
        FloatVector x30 = FloatVector.broadcast(S, alpha * x[xo + 3 * ldx]);
        FloatVector x31 = FloatVector.broadcast(S, alpha * x[xo + 3 * ldx + 1]);
        FloatVector x32 = FloatVector.broadcast(S, alpha * x[xo + 3 * ldx + 2]);
        FloatVector x33 = FloatVector.broadcast(S, alpha * x[xo + 3 * ldx + 3]);
        for (int j = 0; j < S.loopBound(n); j += L) {
            FloatVector d0 = FloatVector.fromArray(S, d, at + j);
            FloatVector d1 = FloatVector.fromArray(S, d, at + ldd + j);
            FloatVector d2 = FloatVector.fromArray(S, d, at + 2 * ldd + j);
            FloatVector d3 = FloatVector.fromArray(S, d, at + 3 * ldd + j);
            d3.fma(x30, d2.fma(x20, d1.fma(x10, d0.fma(x00, FloatVector.fromArray(S, w, wo + j)))))
                    .intoArray(w, wo + j);
            d3.fma(x31, d2.fma(x21, d1.fma(x11, d0.fma(x01, FloatVector.fromArray(S, w, wo + ldw + j)))))
                    .intoArray(w, wo + ldw + j);
            d3.fma(x32, d2.fma(x22, d1.fma(x12, d0.fma(x02, FloatVector.fromArray(S, w, wo + 2 * ldw + j)))))
                    .intoArray(w, wo + 2 * ldw + j);
            d3.fma(x33, d2.fma(x23, d1.fma(x13, d0.fma(x03, FloatVector.fromArray(S, w, wo + 3 * ldw + j)))))
                    .intoArray(w, wo + 3 * ldw + j);
        }
    }

    private static void addTwo(
            int n, float[] x, int xo, int ldx, float[] d, int at, int ldd, float[] w, int wo, int ldw, float alpha) {
        FloatVector x00 = FloatVector.broadcast(S, alpha * x[xo]);
        FloatVector x01 = FloatVector.broadcast(S, alpha * x[xo + 1]);
        FloatVector x02 = FloatVector.broadcast(S, alpha * x[xo + 2]);
        FloatVector x03 = FloatVector.broadcast(S, alpha * x[xo + 3]);
        FloatVector x10 = FloatVector.broadcast(S, alpha * x[xo + ldx]);
        FloatVector x11 = FloatVector.broadcast(S, alpha * x[xo + ldx + 1]);
        FloatVector x12 = FloatVector.broadcast(S, alpha * x[xo + ldx + 2]);
        FloatVector x13 = FloatVector.broadcast(S, alpha * x[xo + ldx + 3]);
        for (int j = 0; j < S.loopBound(n); j += L) {
            FloatVector d0 = FloatVector.fromArray(S, d, at + j);
            FloatVector d1 = FloatVector.fromArray(S, d, at + ldd + j);
            d1.fma(x10, d0.fma(x00, FloatVector.fromArray(S, w, wo + j))).intoArray(w, wo + j);
            d1.fma(x11, d0.fma(x01, FloatVector.fromArray(S, w, wo + ldw + j))).intoArray(w, wo + ldw + j);
            d1.fma(x12, d0.fma(x02, FloatVector.fromArray(S, w, wo + 2 * ldw + j)))
                    .intoArray(w, wo + 2 * ldw + j);
            d1.fma(x13, d0.fma(x03, FloatVector.fromArray(S, w, wo + 3 * ldw + j)))
                    .intoArray(w, wo + 3 * ldw + j);
        }
    }

    private static void addOne(int n, float[] x, int xo, float[] d, int at, float[] w, int wo, int ldw, float alpha) {
        FloatVector x00 = FloatVector.broadcast(S, alpha * x[xo]);
        FloatVector x01 = FloatVector.broadcast(S, alpha * x[xo + 1]);
        FloatVector x02 = FloatVector.broadcast(S, alpha * x[xo + 2]);
        FloatVector x03 = FloatVector.broadcast(S, alpha * x[xo + 3]);
        for (int j = 0; j < S.loopBound(n); j += L) {
            FloatVector d0 = FloatVector.fromArray(S, d, at + j);
            d0.fma(x00, FloatVector.fromArray(S, w, wo + j)).intoArray(w, wo + j);
            d0.fma(x01, FloatVector.fromArray(S, w, wo + ldw + j)).intoArray(w, wo + ldw + j);
            d0.fma(x02, FloatVector.fromArray(S, w, wo + 2 * ldw + j)).intoArray(w, wo + 2 * ldw + j);
            d0.fma(x03, FloatVector.fromArray(S, w, wo + 3 * ldw + j)).intoArray(w, wo + 3 * ldw + j);
        }
    }

    /// All `m` rows from one example, and on the way `out[i] = sum(W[i][j] * d[j])` with the rows as they were
    /// before.
    ///
    /// @param scratch of `Lanes.SUMS` floats
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
            float alpha,
            float[] scratch) {
        int whole = S.loopBound(n);
        int i = 0;
        for (; i + 4 <= m; i += 4) {
            int wt = wo + i * ldw;
            four(n, x, xo + i, d, at, w, wt, ldw, scratch, alpha);
            if (whole < n) {
                VectorMask<Float> rest = Lanes.first(n - whole);
                for (int row = 0; row < 4; row++) {
                    last(rest, alpha * x[xo + i + row], d, at + whole, w, wt + row * ldw + whole, scratch, row * L);
                }
            }
            Lanes.sums(scratch, 0, out, oo + i);
        }
        for (; i < m; i++) {
            out[oo + i] = Dots.of(w, wo + i * ldw, d, at, n);
            for (int j = 0; j < n; j += L) {
                last(Lanes.first(n - j), alpha * x[xo + i], d, at + j, w, wo + i * ldw + j, scratch, 0);
            }
        }
    }

    /// Whole vectors of four rows; the sums by lane go to `scratch`.
    private static void four(
            int n, float[] x, int xo, float[] d, int at, float[] w, int wo, int ldw, float[] scratch, float alpha) {
        FloatVector x0 = FloatVector.broadcast(S, alpha * x[xo]);
        FloatVector x1 = FloatVector.broadcast(S, alpha * x[xo + 1]);
        FloatVector x2 = FloatVector.broadcast(S, alpha * x[xo + 2]);
        FloatVector x3 = FloatVector.broadcast(S, alpha * x[xo + 3]);
        FloatVector zero = FloatVector.zero(S);
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        FloatVector s2 = zero;
        FloatVector s3 = zero;
        int r1 = wo + ldw;
        int r2 = r1 + ldw;
        int r3 = r2 + ldw;
        for (int j = 0; j < S.loopBound(n); j += L) {
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
        s0.intoArray(scratch, 0);
        s1.intoArray(scratch, L);
        s2.intoArray(scratch, 2 * L);
        s3.intoArray(scratch, 3 * L);
    }

    /// Part of a vector in a row.
    private static void last(
            VectorMask<Float> mask, float x, float[] d, int at, float[] w, int wo, float[] scratch, int sum) {
        FloatVector v = FloatVector.fromArray(S, d, at, mask);
        FloatVector old = FloatVector.fromArray(S, w, wo, mask);
        old.fma(v, FloatVector.fromArray(S, scratch, sum)).intoArray(scratch, sum);
        v.fma(FloatVector.broadcast(S, x), old).intoArray(w, wo, mask);
    }
}
