package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Small pieces of a matrix product, held in registers: `C += alpha * (A · B)` for 1, 2, 4 or 8 rows and one or two
/// vectors of columns. `A[i][k]` lies at `ao + i * am + k * ak`, so that it may be transposed; rows of `B` and `C`
/// are contiguous. Each element sums over `k` in ascending order.
final class Tiles {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Tiles() {}

    private static void put(FloatVector sum, FloatVector alpha, float[] c, int at) {
        sum.fma(alpha, FloatVector.fromArray(S, c, at)).intoArray(c, at);
    }

    private static void put(FloatVector sum, FloatVector alpha, float[] c, int at, VectorMask<Float> mask) {
        sum.fma(alpha, FloatVector.fromArray(S, c, at, mask)).intoArray(c, at, mask);
    }

    /// Two whole vectors of columns.
    static void eightByTwo(
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c61 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c71 = FloatVector.zero(S);
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
        FloatVector by = FloatVector.broadcast(S, alpha);
        put(c00, by, c, co);
        put(c01, by, c, co + L);
        put(c10, by, c, co + ldc);
        put(c11, by, c, co + ldc + L);
        put(c20, by, c, co + 2 * ldc);
        put(c21, by, c, co + 2 * ldc + L);
        put(c30, by, c, co + 3 * ldc);
        put(c31, by, c, co + 3 * ldc + L);
        put(c40, by, c, co + 4 * ldc);
        put(c41, by, c, co + 4 * ldc + L);
        put(c50, by, c, co + 5 * ldc);
        put(c51, by, c, co + 5 * ldc + L);
        put(c60, by, c, co + 6 * ldc);
        put(c61, by, c, co + 6 * ldc + L);
        put(c70, by, c, co + 7 * ldc);
        put(c71, by, c, co + 7 * ldc + L);
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
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
        put(c00, by, c, co);
        put(c01, by, c, co + L);
        put(c10, by, c, co + ldc);
        put(c11, by, c, co + ldc + L);
        put(c20, by, c, co + 2 * ldc);
        put(c21, by, c, co + 2 * ldc + L);
        put(c30, by, c, co + 3 * ldc);
        put(c31, by, c, co + 3 * ldc + L);
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
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
        put(c00, by, c, co);
        put(c01, by, c, co + L);
        put(c10, by, c, co + ldc);
        put(c11, by, c, co + ldc + L);
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
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
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
        put(c00, by, c, co);
        put(c01, by, c, co + L);
    }

    /// One vector of columns, of which those outside `mask` are neither read nor written.
    static void eightByOne(
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
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S);
        FloatVector c5 = FloatVector.zero(S);
        FloatVector c6 = FloatVector.zero(S);
        FloatVector c7 = FloatVector.zero(S);
        int at = ao;
        int bt = bo;
        int below = ao + 4 * am;
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
            FloatVector a4 = FloatVector.broadcast(S, a[below]);
            c4 = a4.fma(b0, c4);
            FloatVector a5 = FloatVector.broadcast(S, a[below + am]);
            c5 = a5.fma(b0, c5);
            FloatVector a6 = FloatVector.broadcast(S, a[below + 2 * am]);
            c6 = a6.fma(b0, c6);
            FloatVector a7 = FloatVector.broadcast(S, a[below + 3 * am]);
            c7 = a7.fma(b0, c7);
            at += ak;
            below += ak;
            bt += ldb;
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        put(c0, by, c, co, mask);
        put(c1, by, c, co + ldc, mask);
        put(c2, by, c, co + 2 * ldc, mask);
        put(c3, by, c, co + 3 * ldc, mask);
        put(c4, by, c, co + 4 * ldc, mask);
        put(c5, by, c, co + 5 * ldc, mask);
        put(c6, by, c, co + 6 * ldc, mask);
        put(c7, by, c, co + 7 * ldc, mask);
    }

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
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
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
        put(c0, by, c, co, mask);
        put(c1, by, c, co + ldc, mask);
        put(c2, by, c, co + 2 * ldc, mask);
        put(c3, by, c, co + 3 * ldc, mask);
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
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
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
        put(c0, by, c, co, mask);
        put(c1, by, c, co + ldc, mask);
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
        FloatVector c0 = FloatVector.zero(S);
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
        put(c0, by, c, co, mask);
    }
}
