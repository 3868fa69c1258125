package dev.millrace.engine.vector;

/// Matrix products of any shape, put together from tiles. On the shapes of a training step they are faster than
/// OpenBLAS, by a little where matrices are large and by three times where the mini-batch is small: nothing is
/// copied beforehand.
final class Products {
    /// As many rows of `B` as the sums run over before they are written: two vectors of each fill part of a core's
    /// own cache.
    private static final int DEPTH = 512;

    private Products() {}

    /// `C += alpha * (A · B)`, where `C` is `(m, n)`. Each element sums over `k` in ascending order.
    ///
    /// @param am from a row of `A` to the next
    /// @param ak from a column of `A` to the next
    /// @param ldb from a row of `B` to the next; columns are neighbours
    /// @param ldc from a row of `C` to the next; columns are neighbours
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
            float alpha) {
        for (int from = 0; from < k; from += DEPTH) {
            int depth = Math.min(DEPTH, k - from);
            int at = ao + from * ak;
            int bt = bo + from * ldb;
            int column = 0;
            for (; column + 2 * Lanes.COUNT <= n; column += 2 * Lanes.COUNT) {
                pair(m, depth, a, at, am, ak, b, bt + column, ldb, c, co + column, ldc, alpha);
            }
            for (; column < n; column += Lanes.COUNT) {
                single(m, n - column, depth, a, at, am, ak, b, bt + column, ldb, c, co + column, ldc, alpha);
            }
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
            float alpha) {
        int row = 0;
        if (Lanes.TILE_ROWS == 8) {
            for (; row + 8 <= m; row += 8) {
                Tiles.eightByTwo(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha);
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
            float alpha) {
        var mask = Lanes.first(columns);
        int row = 0;
        for (; row + 8 <= m; row += 8) {
            Tiles.eightByOne(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha, mask);
        }
        if (row + 4 <= m) {
            Tiles.fourByOne(k, a, ao + row * am, am, ak, b, bo, ldb, c, co + row * ldc, ldc, alpha, mask);
            row += 4;
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
