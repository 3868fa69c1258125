package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Sums of a few rows of a matrix, each with a weight: products of sparse rows, or of single ones, and a matrix.
final class Gathers {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Gathers() {}

    /// For each of `lists.count` lists `l`, with `C` and `B` of `n` columns:
    /// `C[l] += alpha * sum(value[i] * B[index[i]])` over the places `i` of the list, in ascending order.
    ///
    /// @param ldb from a row of `B` to the next
    /// @param ldc from a row of `C` to the next
    static void add(int n, Lists lists, float[] b, int bo, int ldb, float[] c, int co, int ldc, float alpha) {
        int column = 0;
        while (column < n) {
            int vectors = (n - column + L - 1) / L;
            int bt = bo + column;
            int ct = co + column;
            int taken = vectors >= 8 ? 8 : Integer.highestOneBit(vectors);
            VectorMask<Float> last = Lanes.first(n - column - (taken - 1) * L);
            switch (taken) {
                case 8 -> eight(lists, b, bt, ldb, c, ct, ldc, alpha, last);
                case 4 -> four(lists, b, bt, ldb, c, ct, ldc, alpha, last);
                case 2 -> two(lists, b, bt, ldb, c, ct, ldc, alpha, last);
                default -> one(lists, b, bt, ldb, c, ct, ldc, alpha, last);
            }
            column += taken * L;
        }
    }

    private static void eight(
            Lists lists, float[] b, int bo, int ldb, float[] c, int co, int ldc, float alpha, VectorMask<Float> last) {
        int[] index = lists.index;
        float[] value = lists.value;
        FloatVector zero = FloatVector.zero(S);
        FloatVector by = FloatVector.broadcast(S, alpha);
        for (int l = 0; l < lists.count; l++) {
            int from = lists.from(l);
            int to = lists.to(l);
            if (from == to) {
                continue;
            }
            FloatVector c0 = zero;
            FloatVector c1 = zero;
            FloatVector c2 = zero;
            FloatVector c3 = zero;
            FloatVector c4 = zero;
            FloatVector c5 = zero;
            FloatVector c6 = zero;
            FloatVector c7 = zero;
            for (int i = from; i < to; i++) {
                int at = bo + index[i] * ldb;
                FloatVector x = FloatVector.broadcast(S, value[i]);
                c0 = x.fma(FloatVector.fromArray(S, b, at), c0);
                c1 = x.fma(FloatVector.fromArray(S, b, at + L), c1);
                c2 = x.fma(FloatVector.fromArray(S, b, at + 2 * L), c2);
                c3 = x.fma(FloatVector.fromArray(S, b, at + 3 * L), c3);
                c4 = x.fma(FloatVector.fromArray(S, b, at + 4 * L), c4);
                c5 = x.fma(FloatVector.fromArray(S, b, at + 5 * L), c5);
                c6 = x.fma(FloatVector.fromArray(S, b, at + 6 * L), c6);
                c7 = x.fma(FloatVector.fromArray(S, b, at + 7 * L, last), c7);
            }
            int ct = co + l * ldc;
            Lanes.add(c0, by, c, ct);
            Lanes.add(c1, by, c, ct + L);
            Lanes.add(c2, by, c, ct + 2 * L);
            Lanes.add(c3, by, c, ct + 3 * L);
            Lanes.add(c4, by, c, ct + 4 * L);
            Lanes.add(c5, by, c, ct + 5 * L);
            Lanes.add(c6, by, c, ct + 6 * L);
            Lanes.add(c7, by, c, ct + 7 * L, last);
        }
    }

    private static void four(
            Lists lists, float[] b, int bo, int ldb, float[] c, int co, int ldc, float alpha, VectorMask<Float> last) {
        int[] index = lists.index;
        float[] value = lists.value;
        FloatVector zero = FloatVector.zero(S);
        FloatVector by = FloatVector.broadcast(S, alpha);
        for (int l = 0; l < lists.count; l++) {
            int from = lists.from(l);
            int to = lists.to(l);
            if (from == to) {
                continue;
            }
            FloatVector c0 = zero;
            FloatVector c1 = zero;
            FloatVector c2 = zero;
            FloatVector c3 = zero;
            for (int i = from; i < to; i++) {
                int at = bo + index[i] * ldb;
                FloatVector x = FloatVector.broadcast(S, value[i]);
                c0 = x.fma(FloatVector.fromArray(S, b, at), c0);
                c1 = x.fma(FloatVector.fromArray(S, b, at + L), c1);
                c2 = x.fma(FloatVector.fromArray(S, b, at + 2 * L), c2);
                c3 = x.fma(FloatVector.fromArray(S, b, at + 3 * L, last), c3);
            }
            int ct = co + l * ldc;
            Lanes.add(c0, by, c, ct);
            Lanes.add(c1, by, c, ct + L);
            Lanes.add(c2, by, c, ct + 2 * L);
            Lanes.add(c3, by, c, ct + 3 * L, last);
        }
    }

    private static void two(
            Lists lists, float[] b, int bo, int ldb, float[] c, int co, int ldc, float alpha, VectorMask<Float> last) {
        int[] index = lists.index;
        float[] value = lists.value;
        FloatVector zero = FloatVector.zero(S);
        FloatVector by = FloatVector.broadcast(S, alpha);
        for (int l = 0; l < lists.count; l++) {
            int from = lists.from(l);
            int to = lists.to(l);
            if (from == to) {
                continue;
            }
            FloatVector c0 = zero;
            FloatVector c1 = zero;
            for (int i = from; i < to; i++) {
                int at = bo + index[i] * ldb;
                FloatVector x = FloatVector.broadcast(S, value[i]);
                c0 = x.fma(FloatVector.fromArray(S, b, at), c0);
                c1 = x.fma(FloatVector.fromArray(S, b, at + L, last), c1);
            }
            int ct = co + l * ldc;
            Lanes.add(c0, by, c, ct);
            Lanes.add(c1, by, c, ct + L, last);
        }
    }

    private static void one(
            Lists lists, float[] b, int bo, int ldb, float[] c, int co, int ldc, float alpha, VectorMask<Float> last) {
        int[] index = lists.index;
        float[] value = lists.value;
        FloatVector zero = FloatVector.zero(S);
        FloatVector by = FloatVector.broadcast(S, alpha);
        for (int l = 0; l < lists.count; l++) {
            int from = lists.from(l);
            int to = lists.to(l);
            if (from == to) {
                continue;
            }
            FloatVector c0 = zero;
            for (int i = from; i < to; i++) {
                int at = bo + index[i] * ldb;
                FloatVector x = FloatVector.broadcast(S, value[i]);
                c0 = x.fma(FloatVector.fromArray(S, b, at, last), c0);
            }
            int ct = co + l * ldc;
            Lanes.add(c0, by, c, ct, last);
        }
    }
}
