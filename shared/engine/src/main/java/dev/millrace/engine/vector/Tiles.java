package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Small pieces of a matrix product, held in registers: `C += alpha * (A · B)` for up to 8 rows and one or two
/// vectors of columns. `A[i][k]` lies at `ao + i * am + k * ak`, so that it may be transposed; rows of `B` and `C`
/// are contiguous. Each element sums over `k` in ascending order.
///
/// As all kernels of this package, these are as large as the first of HotSpot's compilers can take: it gives up on
/// methods with more than some 75 operations on vectors, fewer where they have masks, and what it gave up on may
/// never reach the second. Methods that take vectors are no way out, as only small ones are sure to be inlined.
final class Tiles {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Tiles() {}

    /// Two whole vectors of columns of `A · B`, which `Lanes.addPairs` is to add to `C`: adding so many here, or
    /// calling what adds them, may be more than HotSpot's second compiler inlines, which then allocates a vector for
    /// each call that is left.
    ///
    /// @param sums of `Lanes.SUMS` floats
    static void eightByTwo(int k, float[] a, int ao, int am, int ak, float[] b, int bo, int ldb, float[] sums) {
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
        int at = ao;
        int bt = bo;
        int below = ao + 4 * am;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
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
            FloatVector a4 = FloatVector.broadcast(S, a[below]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[below + am]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(S, a[below + 2 * am]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(S, a[below + 3 * am]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            at += ak;
            below += ak;
            bt += ldb;
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, L);
        c10.intoArray(sums, 2 * L);
        c11.intoArray(sums, 3 * L);
        c20.intoArray(sums, 4 * L);
        c21.intoArray(sums, 5 * L);
        c30.intoArray(sums, 6 * L);
        c31.intoArray(sums, 7 * L);
        c40.intoArray(sums, 8 * L);
        c41.intoArray(sums, 9 * L);
        c50.intoArray(sums, 10 * L);
        c51.intoArray(sums, 11 * L);
        c60.intoArray(sums, 12 * L);
        c61.intoArray(sums, 13 * L);
        c70.intoArray(sums, 14 * L);
        c71.intoArray(sums, 15 * L);
    }

    static void fourByTwo(
            int k,
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
            float alpha) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        int at = ao;
        int bt = bo;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
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
            at += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        Lanes.add(c00, by, c, co);
        Lanes.add(c01, by, c, co + L);
        Lanes.add(c10, by, c, co + ldc);
        Lanes.add(c11, by, c, co + ldc + L);
        Lanes.add(c20, by, c, co + 2 * ldc);
        Lanes.add(c21, by, c, co + 2 * ldc + L);
        Lanes.add(c30, by, c, co + 3 * ldc);
        Lanes.add(c31, by, c, co + 3 * ldc + L);
    }

    static void twoByTwo(
            int k,
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
            float alpha) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        int at = ao;
        int bt = bo;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[at + am]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            at += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        Lanes.add(c00, by, c, co);
        Lanes.add(c01, by, c, co + L);
        Lanes.add(c10, by, c, co + ldc);
        Lanes.add(c11, by, c, co + ldc + L);
    }

    static void oneByTwo(
            int k,
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
            float alpha) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        int at = ao;
        int bt = bo;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + L);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            at += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        Lanes.add(c00, by, c, co);
        Lanes.add(c01, by, c, co + L);
    }

    /// One vector of columns of `A · B`, of which those outside `mask` are not read; `Lanes.addTile` is to add it.
    static void eightByOne(
            int k,
            float[] a,
            int ao,
            int am,
            int ak,
            float[] b,
            int bo,
            int ldb,
            VectorMask<Float> mask,
            float[] sums) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        FloatVector c4 = zero;
        FloatVector c5 = zero;
        FloatVector c6 = zero;
        FloatVector c7 = zero;
        int at = ao;
        int bt = bo;
        int below = ao + 4 * am;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt, mask);
            c0 = FloatVector.broadcast(S, a[at]).fma(b0, c0);
            c1 = FloatVector.broadcast(S, a[at + am]).fma(b0, c1);
            c2 = FloatVector.broadcast(S, a[at + 2 * am]).fma(b0, c2);
            c3 = FloatVector.broadcast(S, a[at + 3 * am]).fma(b0, c3);
            c4 = FloatVector.broadcast(S, a[below]).fma(b0, c4);
            c5 = FloatVector.broadcast(S, a[below + am]).fma(b0, c5);
            c6 = FloatVector.broadcast(S, a[below + 2 * am]).fma(b0, c6);
            c7 = FloatVector.broadcast(S, a[below + 3 * am]).fma(b0, c7);
            at += ak;
            below += ak;
            bt += ldb;
        }
        c0.intoArray(sums, 0);
        c1.intoArray(sums, L);
        c2.intoArray(sums, 2 * L);
        c3.intoArray(sums, 3 * L);
        c4.intoArray(sums, 4 * L);
        c5.intoArray(sums, 5 * L);
        c6.intoArray(sums, 6 * L);
        c7.intoArray(sums, 7 * L);
    }

    /// One vector of columns, of which those outside `mask` are neither read nor written.
    static void fourByOne(
            int k,
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
            VectorMask<Float> mask) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        int at = ao;
        int bt = bo;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt, mask);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c0 = a0.fma(b0, c0);
            FloatVector a1 = FloatVector.broadcast(S, a[at + am]);
            c1 = a1.fma(b0, c1);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2 * am]);
            c2 = a2.fma(b0, c2);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3 * am]);
            c3 = a3.fma(b0, c3);
            at += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        Lanes.add(c0, by, c, co, mask);
        Lanes.add(c1, by, c, co + ldc, mask);
        Lanes.add(c2, by, c, co + 2 * ldc, mask);
        Lanes.add(c3, by, c, co + 3 * ldc, mask);
    }

    static void twoByOne(
            int k,
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
            VectorMask<Float> mask) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        int at = ao;
        int bt = bo;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt, mask);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c0 = a0.fma(b0, c0);
            FloatVector a1 = FloatVector.broadcast(S, a[at + am]);
            c1 = a1.fma(b0, c1);
            at += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        Lanes.add(c0, by, c, co, mask);
        Lanes.add(c1, by, c, co + ldc, mask);
    }

    static void oneByOne(
            int k,
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
            VectorMask<Float> mask) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c0 = zero;
        int at = ao;
        int bt = bo;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, bt, mask);
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            c0 = a0.fma(b0, c0);
            at += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        Lanes.add(c0, by, c, co, mask);
    }
}
