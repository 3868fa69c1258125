package dev.millrace.engine.vector;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Pixels of a convolution's output times two vectors of its channels, held in registers over the whole kernel:
/// `y[to[p]..] = bias + sum(a[in[p] + taps[k]] * w[k])`, over `k` in ascending order, and zero where that is below
/// `floor`.
///
/// One loop over all places of the kernel: a loop over each row's neighbours inside of one over rows would have no
/// places to look up, but the JIT compiler keeps the sums of such a pair of loops in memory.
final class PixelTiles {
    /// Pixels of a tile: its sums, two vectors of weights and an input fit the registers.
    static final int PIXELS = Lanes.TILE_ROWS == 8 ? 12 : 6;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private PixelTiles() {}

    /// `PIXELS` pixels, from `p` on.
    ///
    /// @param in where the pixels' windows begin in `a`, counted from `ao`
    /// @param to where the pixels' outputs lie in `y`, counted from `yo`
    /// @param taps where the inputs of a window lie, counted from its beginning; those from `first` up to `end` count
    /// @param w two vectors of the bias, then two for each input
    /// @param floor 0 for a ReLU, negative infinity for none
    static void run(
            int[] in,
            int[] to,
            int p,
            int[] taps,
            int first,
            int end,
            float[] a,
            int ao,
            float[] w,
            int wo,
            float floor,
            float[] y,
            int yo) {
        if (PIXELS == 12) {
            twelve(in, to, p, taps, first, end, a, ao, w, wo, floor, y, yo);
        } else {
            six(in, to, p, taps, first, end, a, ao, w, wo, floor, y, yo);
        }
    }

    static void six(
            int[] in,
            int[] to,
            int p,
            int[] taps,
            int first,
            int end,
            float[] a,
            int ao,
            float[] w,
            int wo,
            float floor,
            float[] y,
            int yo) {
        FloatVector b0 = FloatVector.fromArray(S, w, wo);
        FloatVector b1 = FloatVector.fromArray(S, w, wo + L);
        FloatVector c00 = b0;
        FloatVector c01 = b1;
        FloatVector c10 = b0;
        FloatVector c11 = b1;
        FloatVector c20 = b0;
        FloatVector c21 = b1;
        FloatVector c30 = b0;
        FloatVector c31 = b1;
        FloatVector c40 = b0;
        FloatVector c41 = b1;
        FloatVector c50 = b0;
        FloatVector c51 = b1;
        int bt = wo + 2 * L;
        int a0 = ao + in[p];
        int a1 = ao + in[p + 1];
        int a2 = ao + in[p + 2];
        int a3 = ao + in[p + 3];
        int a4 = ao + in[p + 4];
        int a5 = ao + in[p + 5];
        for (int i = first; i < end; i++) {
            int tap = taps[i];
            b0 = FloatVector.fromArray(S, w, bt + 2 * L * i);
            b1 = FloatVector.fromArray(S, w, bt + 2 * L * i + L);
            FloatVector v0 = FloatVector.broadcast(S, a[a0 + tap]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + tap]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + tap]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + tap]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + tap]);
            c40 = v4.fma(b0, c40);
            c41 = v4.fma(b1, c41);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + tap]);
            c50 = v5.fma(b0, c50);
            c51 = v5.fma(b1, c51);
        }
        FloatVector zero = FloatVector.zero(S);
        FloatVector least = FloatVector.broadcast(S, floor);
        int y0 = yo + to[p];
        c00.blend(zero, c00.compare(LT, least)).intoArray(y, y0);
        c01.blend(zero, c01.compare(LT, least)).intoArray(y, y0 + L);
        int y1 = yo + to[p + 1];
        c10.blend(zero, c10.compare(LT, least)).intoArray(y, y1);
        c11.blend(zero, c11.compare(LT, least)).intoArray(y, y1 + L);
        int y2 = yo + to[p + 2];
        c20.blend(zero, c20.compare(LT, least)).intoArray(y, y2);
        c21.blend(zero, c21.compare(LT, least)).intoArray(y, y2 + L);
        int y3 = yo + to[p + 3];
        c30.blend(zero, c30.compare(LT, least)).intoArray(y, y3);
        c31.blend(zero, c31.compare(LT, least)).intoArray(y, y3 + L);
        int y4 = yo + to[p + 4];
        c40.blend(zero, c40.compare(LT, least)).intoArray(y, y4);
        c41.blend(zero, c41.compare(LT, least)).intoArray(y, y4 + L);
        int y5 = yo + to[p + 5];
        c50.blend(zero, c50.compare(LT, least)).intoArray(y, y5);
        c51.blend(zero, c51.compare(LT, least)).intoArray(y, y5 + L);
    }

    static void twelve(
            int[] in,
            int[] to,
            int p,
            int[] taps,
            int first,
            int end,
            float[] a,
            int ao,
            float[] w,
            int wo,
            float floor,
            float[] y,
            int yo) {
        FloatVector b0 = FloatVector.fromArray(S, w, wo);
        FloatVector b1 = FloatVector.fromArray(S, w, wo + L);
        FloatVector c00 = b0;
        FloatVector c01 = b1;
        FloatVector c10 = b0;
        FloatVector c11 = b1;
        FloatVector c20 = b0;
        FloatVector c21 = b1;
        FloatVector c30 = b0;
        FloatVector c31 = b1;
        FloatVector c40 = b0;
        FloatVector c41 = b1;
        FloatVector c50 = b0;
        FloatVector c51 = b1;
        FloatVector c60 = b0;
        FloatVector c61 = b1;
        FloatVector c70 = b0;
        FloatVector c71 = b1;
        FloatVector c80 = b0;
        FloatVector c81 = b1;
        FloatVector c90 = b0;
        FloatVector c91 = b1;
        FloatVector ca0 = b0;
        FloatVector ca1 = b1;
        FloatVector cb0 = b0;
        FloatVector cb1 = b1;
        int bt = wo + 2 * L;
        int a0 = ao + in[p];
        int a1 = ao + in[p + 1];
        int a2 = ao + in[p + 2];
        int a3 = ao + in[p + 3];
        int a4 = ao + in[p + 4];
        int a5 = ao + in[p + 5];
        int a6 = ao + in[p + 6];
        int a7 = ao + in[p + 7];
        int a8 = ao + in[p + 8];
        int a9 = ao + in[p + 9];
        int aa = ao + in[p + 10];
        int ab = ao + in[p + 11];
        for (int i = first; i < end; i++) {
            int tap = taps[i];
            b0 = FloatVector.fromArray(S, w, bt + 2 * L * i);
            b1 = FloatVector.fromArray(S, w, bt + 2 * L * i + L);
            FloatVector v0 = FloatVector.broadcast(S, a[a0 + tap]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + tap]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + tap]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + tap]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + tap]);
            c40 = v4.fma(b0, c40);
            c41 = v4.fma(b1, c41);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + tap]);
            c50 = v5.fma(b0, c50);
            c51 = v5.fma(b1, c51);
            FloatVector v6 = FloatVector.broadcast(S, a[a6 + tap]);
            c60 = v6.fma(b0, c60);
            c61 = v6.fma(b1, c61);
            FloatVector v7 = FloatVector.broadcast(S, a[a7 + tap]);
            c70 = v7.fma(b0, c70);
            c71 = v7.fma(b1, c71);
            FloatVector v8 = FloatVector.broadcast(S, a[a8 + tap]);
            c80 = v8.fma(b0, c80);
            c81 = v8.fma(b1, c81);
            FloatVector v9 = FloatVector.broadcast(S, a[a9 + tap]);
            c90 = v9.fma(b0, c90);
            c91 = v9.fma(b1, c91);
            FloatVector va = FloatVector.broadcast(S, a[aa + tap]);
            ca0 = va.fma(b0, ca0);
            ca1 = va.fma(b1, ca1);
            FloatVector vb = FloatVector.broadcast(S, a[ab + tap]);
            cb0 = vb.fma(b0, cb0);
            cb1 = vb.fma(b1, cb1);
        }
        FloatVector least = FloatVector.broadcast(S, floor);
        int y0 = yo + to[p];
        c00.max(least).intoArray(y, y0);
        c01.max(least).intoArray(y, y0 + L);
        int y1 = yo + to[p + 1];
        c10.max(least).intoArray(y, y1);
        c11.max(least).intoArray(y, y1 + L);
        int y2 = yo + to[p + 2];
        c20.max(least).intoArray(y, y2);
        c21.max(least).intoArray(y, y2 + L);
        int y3 = yo + to[p + 3];
        c30.max(least).intoArray(y, y3);
        c31.max(least).intoArray(y, y3 + L);
        int y4 = yo + to[p + 4];
        c40.max(least).intoArray(y, y4);
        c41.max(least).intoArray(y, y4 + L);
        int y5 = yo + to[p + 5];
        c50.max(least).intoArray(y, y5);
        c51.max(least).intoArray(y, y5 + L);
        int y6 = yo + to[p + 6];
        c60.max(least).intoArray(y, y6);
        c61.max(least).intoArray(y, y6 + L);
        int y7 = yo + to[p + 7];
        c70.max(least).intoArray(y, y7);
        c71.max(least).intoArray(y, y7 + L);
        int y8 = yo + to[p + 8];
        c80.max(least).intoArray(y, y8);
        c81.max(least).intoArray(y, y8 + L);
        int y9 = yo + to[p + 9];
        c90.max(least).intoArray(y, y9);
        c91.max(least).intoArray(y, y9 + L);
        int ya = yo + to[p + 10];
        ca0.max(least).intoArray(y, ya);
        ca1.max(least).intoArray(y, ya + L);
        int yb = yo + to[p + 11];
        cb0.max(least).intoArray(y, yb);
        cb1.max(least).intoArray(y, yb + L);
    }
}
