package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Rows of the gradient of a convolution's kernel times two vectors of its columns, held in registers over many pixels:
/// `sums[r] += sum(x[in[p] + rows[r]] * dz[p])`. Each row is an input of the window.
final class GradientTiles {
    /// Rows of a tile.
    static final int ROWS = PixelTiles.PIXELS;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private GradientTiles() {}

    /// `ROWS` rows, from `r` on.
    ///
    /// @param rows where each row's input lies, counted from the window's beginning
    /// @param in where the pixels' windows begin in `a`, from `from` on, counted from `ao`
    /// @param count how many pixels
    /// @param d two vectors of `dz` for each pixel
    /// @param sums two vectors for each row, from `so` on
    static void run(
            int[] rows, int r, int[] in, int from, int count, float[] a, int ao, float[] d, float[] sums, int so) {
        if (ROWS == 12) {
            twelve(rows, r, in, from, count, a, ao, d, sums, so);
        } else {
            six(rows, r, in, from, count, a, ao, d, sums, so);
        }
    }

    static void six(
            int[] rows, int r, int[] in, int from, int count, float[] a, int ao, float[] d, float[] sums, int so) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        int a0 = ao + rows[r];
        int a1 = ao + rows[r + 1];
        int a2 = ao + rows[r + 2];
        int a3 = ao + rows[r + 3];
        int a4 = ao + rows[r + 4];
        int a5 = ao + rows[r + 5];
        for (int i = 0; i < count; i++) {
            FloatVector d0 = FloatVector.fromArray(S, d, 2 * L * i);
            FloatVector d1 = FloatVector.fromArray(S, d, 2 * L * i + L);
            int at = in[from + i];
            FloatVector v0 = FloatVector.broadcast(S, a[a0 + at]);
            c00 = v0.fma(d0, c00);
            c01 = v0.fma(d1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + at]);
            c10 = v1.fma(d0, c10);
            c11 = v1.fma(d1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + at]);
            c20 = v2.fma(d0, c20);
            c21 = v2.fma(d1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + at]);
            c30 = v3.fma(d0, c30);
            c31 = v3.fma(d1, c31);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + at]);
            c40 = v4.fma(d0, c40);
            c41 = v4.fma(d1, c41);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + at]);
            c50 = v5.fma(d0, c50);
            c51 = v5.fma(d1, c51);
        }
        c00.add(FloatVector.fromArray(S, sums, so)).intoArray(sums, so);
        c01.add(FloatVector.fromArray(S, sums, so + L)).intoArray(sums, so + L);
        c10.add(FloatVector.fromArray(S, sums, so + 2 * L)).intoArray(sums, so + 2 * L);
        c11.add(FloatVector.fromArray(S, sums, so + 3 * L)).intoArray(sums, so + 3 * L);
        c20.add(FloatVector.fromArray(S, sums, so + 4 * L)).intoArray(sums, so + 4 * L);
        c21.add(FloatVector.fromArray(S, sums, so + 5 * L)).intoArray(sums, so + 5 * L);
        c30.add(FloatVector.fromArray(S, sums, so + 6 * L)).intoArray(sums, so + 6 * L);
        c31.add(FloatVector.fromArray(S, sums, so + 7 * L)).intoArray(sums, so + 7 * L);
        c40.add(FloatVector.fromArray(S, sums, so + 8 * L)).intoArray(sums, so + 8 * L);
        c41.add(FloatVector.fromArray(S, sums, so + 9 * L)).intoArray(sums, so + 9 * L);
        c50.add(FloatVector.fromArray(S, sums, so + 10 * L)).intoArray(sums, so + 10 * L);
        c51.add(FloatVector.fromArray(S, sums, so + 11 * L)).intoArray(sums, so + 11 * L);
    }

    static void twelve(
            int[] rows, int r, int[] in, int from, int count, float[] a, int ao, float[] d, float[] sums, int so) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        FloatVector c80 = zero;
        FloatVector c81 = zero;
        FloatVector c90 = zero;
        FloatVector c91 = zero;
        FloatVector ca0 = zero;
        FloatVector ca1 = zero;
        FloatVector cb0 = zero;
        FloatVector cb1 = zero;
        int a0 = ao + rows[r];
        int a1 = ao + rows[r + 1];
        int a2 = ao + rows[r + 2];
        int a3 = ao + rows[r + 3];
        int a4 = ao + rows[r + 4];
        int a5 = ao + rows[r + 5];
        int a6 = ao + rows[r + 6];
        int a7 = ao + rows[r + 7];
        int a8 = ao + rows[r + 8];
        int a9 = ao + rows[r + 9];
        int aa = ao + rows[r + 10];
        int ab = ao + rows[r + 11];
        for (int i = 0; i < count; i++) {
            FloatVector d0 = FloatVector.fromArray(S, d, 2 * L * i);
            FloatVector d1 = FloatVector.fromArray(S, d, 2 * L * i + L);
            int at = in[from + i];
            FloatVector v0 = FloatVector.broadcast(S, a[a0 + at]);
            c00 = v0.fma(d0, c00);
            c01 = v0.fma(d1, c01);
            FloatVector v1 = FloatVector.broadcast(S, a[a1 + at]);
            c10 = v1.fma(d0, c10);
            c11 = v1.fma(d1, c11);
            FloatVector v2 = FloatVector.broadcast(S, a[a2 + at]);
            c20 = v2.fma(d0, c20);
            c21 = v2.fma(d1, c21);
            FloatVector v3 = FloatVector.broadcast(S, a[a3 + at]);
            c30 = v3.fma(d0, c30);
            c31 = v3.fma(d1, c31);
            FloatVector v4 = FloatVector.broadcast(S, a[a4 + at]);
            c40 = v4.fma(d0, c40);
            c41 = v4.fma(d1, c41);
            FloatVector v5 = FloatVector.broadcast(S, a[a5 + at]);
            c50 = v5.fma(d0, c50);
            c51 = v5.fma(d1, c51);
            FloatVector v6 = FloatVector.broadcast(S, a[a6 + at]);
            c60 = v6.fma(d0, c60);
            c61 = v6.fma(d1, c61);
            FloatVector v7 = FloatVector.broadcast(S, a[a7 + at]);
            c70 = v7.fma(d0, c70);
            c71 = v7.fma(d1, c71);
            FloatVector v8 = FloatVector.broadcast(S, a[a8 + at]);
            c80 = v8.fma(d0, c80);
            c81 = v8.fma(d1, c81);
            FloatVector v9 = FloatVector.broadcast(S, a[a9 + at]);
            c90 = v9.fma(d0, c90);
            c91 = v9.fma(d1, c91);
            FloatVector va = FloatVector.broadcast(S, a[aa + at]);
            ca0 = va.fma(d0, ca0);
            ca1 = va.fma(d1, ca1);
            FloatVector vb = FloatVector.broadcast(S, a[ab + at]);
            cb0 = vb.fma(d0, cb0);
            cb1 = vb.fma(d1, cb1);
        }
        c00.add(FloatVector.fromArray(S, sums, so)).intoArray(sums, so);
        c01.add(FloatVector.fromArray(S, sums, so + L)).intoArray(sums, so + L);
        c10.add(FloatVector.fromArray(S, sums, so + 2 * L)).intoArray(sums, so + 2 * L);
        c11.add(FloatVector.fromArray(S, sums, so + 3 * L)).intoArray(sums, so + 3 * L);
        c20.add(FloatVector.fromArray(S, sums, so + 4 * L)).intoArray(sums, so + 4 * L);
        c21.add(FloatVector.fromArray(S, sums, so + 5 * L)).intoArray(sums, so + 5 * L);
        c30.add(FloatVector.fromArray(S, sums, so + 6 * L)).intoArray(sums, so + 6 * L);
        c31.add(FloatVector.fromArray(S, sums, so + 7 * L)).intoArray(sums, so + 7 * L);
        c40.add(FloatVector.fromArray(S, sums, so + 8 * L)).intoArray(sums, so + 8 * L);
        c41.add(FloatVector.fromArray(S, sums, so + 9 * L)).intoArray(sums, so + 9 * L);
        c50.add(FloatVector.fromArray(S, sums, so + 10 * L)).intoArray(sums, so + 10 * L);
        c51.add(FloatVector.fromArray(S, sums, so + 11 * L)).intoArray(sums, so + 11 * L);
        c60.add(FloatVector.fromArray(S, sums, so + 12 * L)).intoArray(sums, so + 12 * L);
        c61.add(FloatVector.fromArray(S, sums, so + 13 * L)).intoArray(sums, so + 13 * L);
        c70.add(FloatVector.fromArray(S, sums, so + 14 * L)).intoArray(sums, so + 14 * L);
        c71.add(FloatVector.fromArray(S, sums, so + 15 * L)).intoArray(sums, so + 15 * L);
        c80.add(FloatVector.fromArray(S, sums, so + 16 * L)).intoArray(sums, so + 16 * L);
        c81.add(FloatVector.fromArray(S, sums, so + 17 * L)).intoArray(sums, so + 17 * L);
        c90.add(FloatVector.fromArray(S, sums, so + 18 * L)).intoArray(sums, so + 18 * L);
        c91.add(FloatVector.fromArray(S, sums, so + 19 * L)).intoArray(sums, so + 19 * L);
        ca0.add(FloatVector.fromArray(S, sums, so + 20 * L)).intoArray(sums, so + 20 * L);
        ca1.add(FloatVector.fromArray(S, sums, so + 21 * L)).intoArray(sums, so + 21 * L);
        cb0.add(FloatVector.fromArray(S, sums, so + 22 * L)).intoArray(sums, so + 22 * L);
        cb1.add(FloatVector.fromArray(S, sums, so + 23 * L)).intoArray(sums, so + 23 * L);
    }

    /// `sums[so..] += sum(dz[p])`.
    static void add(int count, float[] d, float[] sums, int so) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        for (int i = 0; i < count; i++) {
            s0 = s0.add(FloatVector.fromArray(S, d, 2 * L * i));
            s1 = s1.add(FloatVector.fromArray(S, d, 2 * L * i + L));
        }
        s0.add(FloatVector.fromArray(S, sums, so)).intoArray(sums, so);
        s1.add(FloatVector.fromArray(S, sums, so + L)).intoArray(sums, so + L);
    }
}
