package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Sums of a few rows of a matrix, each with a weight: the product of a sparse row, or of a single one, and a
/// matrix.
final class Gathers {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Gathers() {}

    /// `c[0..n) += alpha * sum(values[i] * B[rows[i]][0..n))` over `from <= i < to`, in this order.
    ///
    /// @param ldb from a row of `B` to the next
    static void add(
            int n,
            int[] rows,
            float[] values,
            int from,
            int to,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            float alpha) {
        int column = 0;
        while (column < n) {
            int vectors = (n - column + L - 1) / L;
            int bt = bo + column;
            int ct = co + column;
            int taken = vectors >= 8 ? 8 : Integer.highestOneBit(vectors);
            VectorMask<Float> last = Lanes.first(n - column - (taken - 1) * L);
            switch (taken) {
                case 8 -> eight(rows, values, from, to, b, bt, ldb, c, ct, alpha, last);
                case 4 -> four(rows, values, from, to, b, bt, ldb, c, ct, alpha, last);
                case 2 -> two(rows, values, from, to, b, bt, ldb, c, ct, alpha, last);
                default -> one(rows, values, from, to, b, bt, ldb, c, ct, alpha, last);
            }
            column += taken * L;
        }
    }

    private static void put(FloatVector sum, FloatVector alpha, float[] c, int at) {
        sum.fma(alpha, FloatVector.fromArray(S, c, at)).intoArray(c, at);
    }

    private static void put(FloatVector sum, FloatVector alpha, float[] c, int at, VectorMask<Float> mask) {
        sum.fma(alpha, FloatVector.fromArray(S, c, at, mask)).intoArray(c, at, mask);
    }

    private static void eight(
            int[] rows,
            float[] values,
            int from,
            int to,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            float alpha,
            VectorMask<Float> last) {
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S);
        FloatVector c5 = FloatVector.zero(S);
        FloatVector c6 = FloatVector.zero(S);
        FloatVector c7 = FloatVector.zero(S);
        for (int i = from; i < to; i++) {
            int at = bo + rows[i] * ldb;
            FloatVector x = FloatVector.broadcast(S, values[i]);
            c0 = x.fma(FloatVector.fromArray(S, b, at), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, at + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, at + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, at + 3 * L), c3);
            c4 = x.fma(FloatVector.fromArray(S, b, at + 4 * L), c4);
            c5 = x.fma(FloatVector.fromArray(S, b, at + 5 * L), c5);
            c6 = x.fma(FloatVector.fromArray(S, b, at + 6 * L), c6);
            c7 = x.fma(FloatVector.fromArray(S, b, at + 7 * L, last), c7);
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        put(c0, by, c, co);
        put(c1, by, c, co + L);
        put(c2, by, c, co + 2 * L);
        put(c3, by, c, co + 3 * L);
        put(c4, by, c, co + 4 * L);
        put(c5, by, c, co + 5 * L);
        put(c6, by, c, co + 6 * L);
        put(c7, by, c, co + 7 * L, last);
    }

    private static void four(
            int[] rows,
            float[] values,
            int from,
            int to,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            float alpha,
            VectorMask<Float> last) {
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
        for (int i = from; i < to; i++) {
            int at = bo + rows[i] * ldb;
            FloatVector x = FloatVector.broadcast(S, values[i]);
            c0 = x.fma(FloatVector.fromArray(S, b, at), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, at + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, b, at + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, b, at + 3 * L, last), c3);
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        put(c0, by, c, co);
        put(c1, by, c, co + L);
        put(c2, by, c, co + 2 * L);
        put(c3, by, c, co + 3 * L, last);
    }

    private static void two(
            int[] rows,
            float[] values,
            int from,
            int to,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            float alpha,
            VectorMask<Float> last) {
        FloatVector c0 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        for (int i = from; i < to; i++) {
            int at = bo + rows[i] * ldb;
            FloatVector x = FloatVector.broadcast(S, values[i]);
            c0 = x.fma(FloatVector.fromArray(S, b, at), c0);
            c1 = x.fma(FloatVector.fromArray(S, b, at + L, last), c1);
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        put(c0, by, c, co);
        put(c1, by, c, co + L, last);
    }

    private static void one(
            int[] rows,
            float[] values,
            int from,
            int to,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            float alpha,
            VectorMask<Float> last) {
        FloatVector c0 = FloatVector.zero(S);
        for (int i = from; i < to; i++) {
            int at = bo + rows[i] * ldb;
            FloatVector x = FloatVector.broadcast(S, values[i]);
            c0 = x.fma(FloatVector.fromArray(S, b, at, last), c0);
        }
        FloatVector by = FloatVector.broadcast(S, alpha);
        put(c0, by, c, co, last);
    }
}
