package dev.millrace.engine.vector;

/// Copies of a matrix with rows and columns exchanged.
final class Transpose {
    private static final int BLOCK = 8;

    private Transpose() {}

    /// `to[j][i] = from[i][j]` for `rows` rows and `columns` columns of `from`.
    ///
    /// @param ldf from a row of `from` to the next
    /// @param ldt from a row of `to` to the next
    static void copy(int rows, int columns, float[] from, int fo, int ldf, float[] to, int at, int ldt) {
        for (int row = 0; row < rows; row += BLOCK) {
            int end = Math.min(rows, row + BLOCK);
            for (int j = 0; j < columns; j++) {
                int source = fo + j;
                int target = at + j * ldt;
                for (int i = row; i < end; i++) {
                    to[target + i] = from[source + i * ldf];
                }
            }
        }
    }
}
