package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Products with a transposed matrix as sums along its rows: `out[e][i] = sum(d[e][j] * W[i][j])`. For few
/// examples, where transposing would cost more than adding up lanes at the end.
final class Dots {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Dots() {}

    /// The sum of `x[i] * y[i]` over `n` values.
    static float of(float[] x, int from, float[] y, int at, int n) {
        FloatVector sums = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int j = 0; j < whole; j += L) {
            sums = FloatVector.fromArray(S, x, from + j).fma(FloatVector.fromArray(S, y, at + j), sums);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            sums = FloatVector.fromArray(S, x, from + whole, rest)
                    .fma(FloatVector.fromArray(S, y, at + whole, rest), sums);
        }
        return Lanes.sum(sums);
    }

    /// Every `out[e * ldo + i]` of `rows` rows of `W` and `examples` rows of `d`, `n` columns each.
    static void all(
            int rows,
            int examples,
            int n,
            float[] w,
            int wo,
            int ldw,
            float[] d,
            int from,
            int ldd,
            float[] out,
            int oo,
            int ldo) {
        for (int i = 0; i < rows; i += 2) {
            // The last row of an odd number goes twice.
            int next = Math.min(i + 1, rows - 1);
            int e = 0;
            for (; e + 4 <= examples; e += 4) {
                int at = oo + e * ldo;
                four(n, w, wo + i * ldw, wo + next * ldw, d, from + e * ldd, ldd, out, at + i, at + next, ldo);
            }
            for (; e < examples; e++) {
                int at = oo + e * ldo;
                one(n, w, wo + i * ldw, wo + next * ldw, d, from + e * ldd, out, at + i, at + next);
            }
        }
    }

    private static void four(
            int n,
            float[] w,
            int first,
            int second,
            float[] d,
            int from,
            int ldd,
            float[] out,
            int at,
            int next,
            int ldo) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int j = 0; j < whole; j += L) {
            FloatVector a = FloatVector.fromArray(S, w, first + j);
            FloatVector b = FloatVector.fromArray(S, w, second + j);
            FloatVector d0 = FloatVector.fromArray(S, d, from + j);
            a0 = a.fma(d0, a0);
            b0 = b.fma(d0, b0);
            FloatVector d1 = FloatVector.fromArray(S, d, from + ldd + j);
            a1 = a.fma(d1, a1);
            b1 = b.fma(d1, b1);
            FloatVector d2 = FloatVector.fromArray(S, d, from + 2 * ldd + j);
            a2 = a.fma(d2, a2);
            b2 = b.fma(d2, b2);
            FloatVector d3 = FloatVector.fromArray(S, d, from + 3 * ldd + j);
            a3 = a.fma(d3, a3);
            b3 = b.fma(d3, b3);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector a = FloatVector.fromArray(S, w, first + whole, rest);
            FloatVector b = FloatVector.fromArray(S, w, second + whole, rest);
            FloatVector d0 = FloatVector.fromArray(S, d, from + whole, rest);
            a0 = a.fma(d0, a0);
            b0 = b.fma(d0, b0);
            FloatVector d1 = FloatVector.fromArray(S, d, from + ldd + whole, rest);
            a1 = a.fma(d1, a1);
            b1 = b.fma(d1, b1);
            FloatVector d2 = FloatVector.fromArray(S, d, from + 2 * ldd + whole, rest);
            a2 = a.fma(d2, a2);
            b2 = b.fma(d2, b2);
            FloatVector d3 = FloatVector.fromArray(S, d, from + 3 * ldd + whole, rest);
            a3 = a.fma(d3, a3);
            b3 = b.fma(d3, b3);
        }
        out[at] = Lanes.sum(a0);
        out[next] = Lanes.sum(b0);
        out[at + ldo] = Lanes.sum(a1);
        out[next + ldo] = Lanes.sum(b1);
        out[at + 2 * ldo] = Lanes.sum(a2);
        out[next + 2 * ldo] = Lanes.sum(b2);
        out[at + 3 * ldo] = Lanes.sum(a3);
        out[next + 3 * ldo] = Lanes.sum(b3);
    }

    private static void one(
            int n, float[] w, int first, int second, float[] d, int from, float[] out, int at, int next) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int j = 0; j < whole; j += L) {
            FloatVector d0 = FloatVector.fromArray(S, d, from + j);
            a0 = FloatVector.fromArray(S, w, first + j).fma(d0, a0);
            b0 = FloatVector.fromArray(S, w, second + j).fma(d0, b0);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector d0 = FloatVector.fromArray(S, d, from + whole, rest);
            a0 = FloatVector.fromArray(S, w, first + whole, rest).fma(d0, a0);
            b0 = FloatVector.fromArray(S, w, second + whole, rest).fma(d0, b0);
        }
        out[at] = Lanes.sum(a0);
        out[next] = Lanes.sum(b0);
    }
}
