package dev.millrace.engine.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sums of each column over all rows, as many kinds as asked for: each block of rows has its own, which are added up
/// in the order of the blocks.
final class ColumnSums {
    /// Rows of a block.
    private static final int BLOCK = 256;

    private final int rows;
    private final int columns;
    private final int kinds;
    private final int blocks;
    private final float[] partial;

    /// Adds a row to the sums that begin at `at`.
    @FunctionalInterface
    interface Row {
        void add(int row, float[] partial, int at);
    }

    ColumnSums(int rows, int columns, int kinds) {
        this.rows = rows;
        this.columns = columns;
        this.kinds = kinds;
        this.blocks = Math.ceilDiv(rows, BLOCK);
        this.partial = new float[Math.multiplyExact(blocks, kinds * columns)];
    }

    Phase of(Row work) {
        return new Phase() {
            @Override
            public int blocks() {
                return blocks;
            }

            @Override
            public long nanos() {
                return (long) (rows * columns * 0.3 * kinds);
            }

            @Override
            public void run(int block, int lane) {
                int at = block * kinds * columns;
                Arrays.fill(partial, at, at + kinds * columns, 0);
                int end = Math.min(rows, (block + 1) * BLOCK);
                for (int row = block * BLOCK; row < end; row++) {
                    work.add(row, partial, at);
                }
            }
        };
    }

    double total(int kind, int column) {
        double total = 0;
        for (int block = 0; block < blocks; block++) {
            total += partial[(block * kinds + kind) * columns + column];
        }
        return total;
    }

    void totals(int kind, @Nullable VectorBuffer to) {
        for (int c = 0; to != null && c < columns; c++) {
            to.array()[to.offset() + c] = (float) total(kind, c);
        }
    }
}
