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

    /// The sum of `x[i] * y[i]` over `n` values. By lane they are laid aside: of a vector that comes from one of two
    /// branches, the compiler makes an object.
    static float of(float[] x, int from, float[] y, int at, int n) {
        FloatVector sums = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int j = 0; j < whole; j += L) {
            sums = FloatVector.fromArray(S, x, from + j).fma(FloatVector.fromArray(S, y, at + j), sums);
        }
        float[] room = Rest.room();
        sums.intoArray(room, 0);
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector.fromArray(S, x, from + whole, rest)
                    .fma(FloatVector.fromArray(S, y, at + whole, rest), FloatVector.fromArray(S, room, 0))
                    .intoArray(room, 0);
        }
        return Lanes.sum(FloatVector.fromArray(S, room, 0));
    }

    /// Every `out[e * ldo + i]` of `rows` rows of `W` and `examples` rows of `d`, `n` columns each.
    ///
    /// @param scratch of `Lanes.SUMS` floats
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
            int ldo,
            float[] scratch) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            int e = 0;
            while (e < examples) {
                int wt = wo + row * ldw;
                int dt = from + e * ldd;
                int taken = examples - e >= 4 && Lanes.TILE_ROWS == 8 ? 4 : examples - e >= 2 ? 2 : 1;
                switch (taken) {
                    case 4 -> four(n, w, wt, ldw, d, dt, ldd, scratch);
                    case 2 -> two(n, w, wt, ldw, d, dt, ldd, scratch);
                    default -> one(n, w, wt, ldw, d, dt, scratch);
                }
                int whole = S.loopBound(n);
                if (whole < n) {
                    rest(taken, Lanes.first(n - whole), w, wt + whole, ldw, d, dt + whole, ldd, scratch);
                }
                for (int i = 0; i < taken; i++) {
                    Lanes.sums(scratch, 4 * i * L, out, oo + row + (e + i) * ldo);
                }
                e += taken;
            }
        }
        for (; row < rows; row++) {
            for (int e = 0; e < examples; e++) {
                out[oo + e * ldo + row] = of(w, wo + row * ldw, d, from + e * ldd, n);
            }
        }
    }

    /// Adds the products of the last columns, fewer than a vector has.
    private static void rest(
            int examples,
            VectorMask<Float> mask,
            float[] w,
            int wo,
            int ldw,
            float[] d,
            int from,
            int ldd,
            float[] scratch) {
        for (int row = 0; row < 4; row++) {
            FloatVector v = FloatVector.fromArray(S, w, wo + row * ldw, mask);
            for (int e = 0; e < examples; e++) {
                int at = (4 * e + row) * L;
                v.fma(FloatVector.fromArray(S, d, from + e * ldd, mask), FloatVector.fromArray(S, scratch, at))
                        .intoArray(scratch, at);
            }
        }
    }

    /// Whole vectors of four rows of `W` and four of `d`; the sums by lane go to `scratch`.
    private static void four(int n, float[] w, int wo, int ldw, float[] d, int from, int ldd, float[] scratch) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector s00 = zero;
        FloatVector s01 = zero;
        FloatVector s02 = zero;
        FloatVector s03 = zero;
        FloatVector s10 = zero;
        FloatVector s11 = zero;
        FloatVector s12 = zero;
        FloatVector s13 = zero;
        FloatVector s20 = zero;
        FloatVector s21 = zero;
        FloatVector s22 = zero;
        FloatVector s23 = zero;
        FloatVector s30 = zero;
        FloatVector s31 = zero;
        FloatVector s32 = zero;
        FloatVector s33 = zero;
        for (int j = 0; j < S.loopBound(n); j += L) {
            FloatVector w0 = FloatVector.fromArray(S, w, wo + j);
            FloatVector w1 = FloatVector.fromArray(S, w, wo + ldw + j);
            FloatVector w2 = FloatVector.fromArray(S, w, wo + 2 * ldw + j);
            FloatVector w3 = FloatVector.fromArray(S, w, wo + 3 * ldw + j);
            FloatVector d0 = FloatVector.fromArray(S, d, from + j);
            s00 = w0.fma(d0, s00);
            s01 = w1.fma(d0, s01);
            s02 = w2.fma(d0, s02);
            s03 = w3.fma(d0, s03);
            FloatVector d1 = FloatVector.fromArray(S, d, from + ldd + j);
            s10 = w0.fma(d1, s10);
            s11 = w1.fma(d1, s11);
            s12 = w2.fma(d1, s12);
            s13 = w3.fma(d1, s13);
            FloatVector d2 = FloatVector.fromArray(S, d, from + 2 * ldd + j);
            s20 = w0.fma(d2, s20);
            s21 = w1.fma(d2, s21);
            s22 = w2.fma(d2, s22);
            s23 = w3.fma(d2, s23);
            FloatVector d3 = FloatVector.fromArray(S, d, from + 3 * ldd + j);
            s30 = w0.fma(d3, s30);
            s31 = w1.fma(d3, s31);
            s32 = w2.fma(d3, s32);
            s33 = w3.fma(d3, s33);
        }
        s00.intoArray(scratch, 0);
        s01.intoArray(scratch, L);
        s02.intoArray(scratch, 2 * L);
        s03.intoArray(scratch, 3 * L);
        s10.intoArray(scratch, 4 * L);
        s11.intoArray(scratch, 5 * L);
        s12.intoArray(scratch, 6 * L);
        s13.intoArray(scratch, 7 * L);
        s20.intoArray(scratch, 8 * L);
        s21.intoArray(scratch, 9 * L);
        s22.intoArray(scratch, 10 * L);
        s23.intoArray(scratch, 11 * L);
        s30.intoArray(scratch, 12 * L);
        s31.intoArray(scratch, 13 * L);
        s32.intoArray(scratch, 14 * L);
        s33.intoArray(scratch, 15 * L);
    }

    private static void two(int n, float[] w, int wo, int ldw, float[] d, int from, int ldd, float[] scratch) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector s00 = zero;
        FloatVector s01 = zero;
        FloatVector s02 = zero;
        FloatVector s03 = zero;
        FloatVector s10 = zero;
        FloatVector s11 = zero;
        FloatVector s12 = zero;
        FloatVector s13 = zero;
        for (int j = 0; j < S.loopBound(n); j += L) {
            FloatVector w0 = FloatVector.fromArray(S, w, wo + j);
            FloatVector w1 = FloatVector.fromArray(S, w, wo + ldw + j);
            FloatVector w2 = FloatVector.fromArray(S, w, wo + 2 * ldw + j);
            FloatVector w3 = FloatVector.fromArray(S, w, wo + 3 * ldw + j);
            FloatVector d0 = FloatVector.fromArray(S, d, from + j);
            s00 = w0.fma(d0, s00);
            s01 = w1.fma(d0, s01);
            s02 = w2.fma(d0, s02);
            s03 = w3.fma(d0, s03);
            FloatVector d1 = FloatVector.fromArray(S, d, from + ldd + j);
            s10 = w0.fma(d1, s10);
            s11 = w1.fma(d1, s11);
            s12 = w2.fma(d1, s12);
            s13 = w3.fma(d1, s13);
        }
        s00.intoArray(scratch, 0);
        s01.intoArray(scratch, L);
        s02.intoArray(scratch, 2 * L);
        s03.intoArray(scratch, 3 * L);
        s10.intoArray(scratch, 4 * L);
        s11.intoArray(scratch, 5 * L);
        s12.intoArray(scratch, 6 * L);
        s13.intoArray(scratch, 7 * L);
    }

    private static void one(int n, float[] w, int wo, int ldw, float[] d, int from, float[] scratch) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector s00 = zero;
        FloatVector s01 = zero;
        FloatVector s02 = zero;
        FloatVector s03 = zero;
        for (int j = 0; j < S.loopBound(n); j += L) {
            FloatVector w0 = FloatVector.fromArray(S, w, wo + j);
            FloatVector w1 = FloatVector.fromArray(S, w, wo + ldw + j);
            FloatVector w2 = FloatVector.fromArray(S, w, wo + 2 * ldw + j);
            FloatVector w3 = FloatVector.fromArray(S, w, wo + 3 * ldw + j);
            FloatVector d0 = FloatVector.fromArray(S, d, from + j);
            s00 = w0.fma(d0, s00);
            s01 = w1.fma(d0, s01);
            s02 = w2.fma(d0, s02);
            s03 = w3.fma(d0, s03);
        }
        s00.intoArray(scratch, 0);
        s01.intoArray(scratch, L);
        s02.intoArray(scratch, 2 * L);
        s03.intoArray(scratch, 3 * L);
    }
}
