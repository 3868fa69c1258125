package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;

/// Matrix products of any shape, put together from tiles.
///
/// With AVX-512 they keep up with OpenBLAS 0.3.31 where matrices are large, and are up to twice as fast where the
/// mini-batch is small and copying beforehand, which OpenBLAS always does, does not pay.
final class Products {
    /// As many rows of `B` as the sums run over before they are written: two vectors of each fill part of a core's
    /// own cache.
    private static final int DEPTH = 512;

    /// Rows of a product from which on it pays to copy the part of `B` that they all meet.
    private static final int WORTH_COPYING = 24;

    /// How many floats of scratch memory `add` wants where it may copy.
    static final int SCRATCH = Lanes.SUMS + DEPTH * 2 * Lanes.COUNT;

    private Products() {}

    /// `C += alpha * (A · B)`, where `C` is `(m, n)`. Each element sums over `k` in ascending order, whether
    /// `B` is copied on the way or not.
    ///
    /// @param am from a row of `A` to the next
    /// @param ak from a column of `A` to the next
    /// @param ldb from a row of `B` to the next; columns are neighbours
    /// @param ldc from a row of `C` to the next; columns are neighbours
    /// @param scratch of `Lanes.SUMS` floats, or of `SCRATCH` where `B` may be copied
    static void add(
            int m,
            int n,
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
            float[] scratch) {
        boolean copies = m >= WORTH_COPYING && scratch.length >= SCRATCH;
        for (int from = 0; from < k; from += DEPTH) {
            int depth = Math.min(DEPTH, k - from);
            int at = ao + from * ak;
            int bt = bo + from * ldb;
            int column = 0;
            for (; column + 2 * Lanes.COUNT <= n; column += 2 * Lanes.COUNT) {
                if (copies) {
                    copy(depth, b, bt + column, ldb, scratch);
                    pair(
                            m,
                            depth,
                            a,
                            at,
                            am,
                            ak,
                            scratch,
                            Lanes.SUMS,
                            2 * Lanes.COUNT,
                            c,
                            co + column,
                            ldc,
                            alpha,
                            scratch);
                } else {
                    pair(m, depth, a, at, am, ak, b, bt + column, ldb, c, co + column, ldc, alpha, scratch);
                }
            }
            for (; column < n; column += Lanes.COUNT) {
                single(m, n - column, depth, a, at, am, ak, b, bt + column, ldb, c, co + column, ldc, alpha, scratch);
            }
        }
    }

    /// Two vectors of `depth` rows, one after another, behind the room for the sums.
    private static void copy(int depth, float[] b, int bo, int ldb, float[] to) {
        int at = Lanes.SUMS;
        for (int i = 0; i < depth; i++) {
            int from = bo + i * ldb;
            FloatVector.fromArray(Lanes.SPECIES, b, from).intoArray(to, at);
            FloatVector.fromArray(Lanes.SPECIES, b, from + Lanes.COUNT).intoArray(to, at + Lanes.COUNT);
            at += 2 * Lanes.COUNT;
        }
    }

    /// Two vectors of columns, all rows.
    private static void pair(
            int m,
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
            float[] sums) {
        int row = 0;
        if (Lanes.TILE_ROWS == 8) {
            for (; row + 8 <= m; row += 8) {
                Tiles.eightByTwo(k, a, ao + row * am, am, ak, b, bo, ldb, sums);
                Lanes.addPairs(8, sums, c, co + row * ldc, ldc, alpha);
            }
        }
        for (; row + 4 <= m; row += 4) {
            Tiles.fourByTwo(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha);
        }
        if (row + 2 <= m) {
            Tiles.twoByTwo(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha);
            row += 2;
        }
        if (row < m) {
            Tiles.oneByTwo(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha);
        }
    }

    /// The first `columns` columns of one vector, all rows.
    private static void single(
            int m,
            int columns,
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
            float[] sums) {
        var mask = Lanes.first(columns);
        int row = 0;
        if (Lanes.TILE_ROWS == 8) {
            for (; row + 8 <= m; row += 8) {
                Tiles.eightByOne(k, a, ao + row * am, am, ak, b, bo, ldb, mask, sums);
                Lanes.addTile(8, 1, sums, c, co + row * ldc, ldc, alpha, mask);
            }
        }
        for (; row + 4 <= m; row += 4) {
            Tiles.fourByOne(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha, mask);
        }
        if (row + 2 <= m) {
            Tiles.twoByOne(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha, mask);
            row += 2;
        }
        if (row < m) {
            Tiles.oneByOne(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha, mask);
        }
    }
}
