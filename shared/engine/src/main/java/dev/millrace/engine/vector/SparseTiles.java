package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Small pieces of a product of a matrix that is mostly zero and another, held in registers: four rows of
/// `C += alpha * (A · B)`, whose sums run over those `k` alone where one of the four rows of `A` is not zero. As
/// neighbours are alike these are few, and each row of `B` that is met serves four sums at once.
///
/// As large as they can be; see `Tiles`.
final class SparseTiles {
    /// Rows of `A` that are met together.
    static final int ROWS = 4;

    /// Columns of `B` that are met together.
    static final int COLUMNS = Lanes.TILE_ROWS / 2 * Lanes.COUNT;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private SparseTiles() {}

    /// `n` columns of four rows. Each element sums over `ks[from]` up to `ks[to]` in their order.
    ///
    /// @param am from a row of `A` to the next
    /// @param ak from a column of `A` to the next
    /// @param ldb from a row of `B` to the next; columns are neighbours
    /// @param ldc from a row of `C` to the next; columns are neighbours
    /// @param sums of `Lanes.SUMS` floats
    static void add(
            int n,
            int[] ks,
            int from,
            int to,
            float[] a,
            int ao,
            int am,
            int ak,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            float alpha,
            float[] sums) {
        if (from == to) {
            return;
        }
        int column = 0;
        while (column < n) {
            int vectors = Math.ceilDiv(n - column, L);
            int wide = Math.min(Lanes.TILE_ROWS / 2, Integer.highestOneBit(vectors));
            VectorMask<Float> last = Lanes.first(n - column - (wide - 1) * L);
            int bt = bo + column;
            switch (wide) {
                case 4 -> byFour(ks, from, to, a, ao, am, ak, b, bt, ldb, last, sums);
                case 2 -> byTwo(ks, from, to, a, ao, am, ak, b, bt, ldb, last, sums);
                default -> byOne(ks, from, to, a, ao, am, ak, b, bt, ldb, last, sums);
            }
            Lanes.addTile(ROWS, wide, sums, c, co + column, ldc, alpha, last);
            column += wide * L;
        }
    }

    private static void byFour(
            int[] ks,
            int from,
            int to,
            float[] a,
            int ao,
            int am,
            int ak,
            float[] b,
            int bo,
            int ldb,
            VectorMask<Float> last,
            float[] sums) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c03 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c13 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c23 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c33 = zero;
        for (int i = from; i < to; i++) {
            int k = ks[i];
            int at = ao + k * ak;
            int bt = bo + k * ldb;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bt + 3 * L, last);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[at + am]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * am]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * am]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, L);
        c02.intoArray(sums, 2 * L);
        c03.intoArray(sums, 3 * L);
        c10.intoArray(sums, 4 * L);
        c11.intoArray(sums, 5 * L);
        c12.intoArray(sums, 6 * L);
        c13.intoArray(sums, 7 * L);
        c20.intoArray(sums, 8 * L);
        c21.intoArray(sums, 9 * L);
        c22.intoArray(sums, 10 * L);
        c23.intoArray(sums, 11 * L);
        c30.intoArray(sums, 12 * L);
        c31.intoArray(sums, 13 * L);
        c32.intoArray(sums, 14 * L);
        c33.intoArray(sums, 15 * L);
    }

    private static void byTwo(
            int[] ks,
            int from,
            int to,
            float[] a,
            int ao,
            int am,
            int ak,
            float[] b,
            int bo,
            int ldb,
            VectorMask<Float> last,
            float[] sums) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        for (int i = from; i < to; i++) {
            int k = ks[i];
            int at = ao + k * ak;
            int bt = bo + k * ldb;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L, last);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[at + am]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * am]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * am]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, L);
        c10.intoArray(sums, 2 * L);
        c11.intoArray(sums, 3 * L);
        c20.intoArray(sums, 4 * L);
        c21.intoArray(sums, 5 * L);
        c30.intoArray(sums, 6 * L);
        c31.intoArray(sums, 7 * L);
    }

    private static void byOne(
            int[] ks,
            int from,
            int to,
            float[] a,
            int ao,
            int am,
            int ak,
            float[] b,
            int bo,
            int ldb,
            VectorMask<Float> last,
            float[] sums) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        for (int i = from; i < to; i++) {
            int k = ks[i];
            int at = ao + k * ak;
            FloatVector b0 = FloatVector.fromArray(S, b, bo + k * ldb, last);
            c0 = FloatVector.broadcast(S, a[at]).fma(b0, c0);
            c1 = FloatVector.broadcast(S, a[at + am]).fma(b0, c1);
            c2 = FloatVector.broadcast(S, a[at + 2 * am]).fma(b0, c2);
            c3 = FloatVector.broadcast(S, a[at + 3 * am]).fma(b0, c3);
        }
        c0.intoArray(sums, 0);
        c1.intoArray(sums, L);
        c2.intoArray(sums, 2 * L);
        c3.intoArray(sums, 3 * L);
    }
}
