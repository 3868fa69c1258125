package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// `y = activation(x · W + b)` in blocks of rows and columns of `y`, whose activation follows while they are at
/// hand. Where most inputs are zero, those that are zero in four neighbouring rows are left out.
final class Forward implements Phase {
    /// Rows of a block: many, so that a block's part of the kernel, which it copies, is copied for few blocks; fewer
    /// where there would be less than a block for each thread.
    private static final int ROWS = 128;

    private static final int FEWER_ROWS = 64;

    private final DenseShape shape;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final @Nullable VectorBuffer bias;
    private final Activation activation;
    private final VectorBuffer y;
    private final @Nullable Zeros zeros;

    /// For each thread, room for a copy of part of the kernel.
    private final float[][] scratch;

    private final int rowBlocks;
    private final int blockRows;

    Forward(
            DenseShape shape,
            VectorBuffer x,
            VectorBuffer kernel,
            @Nullable VectorBuffer bias,
            Activation activation,
            VectorBuffer y,
            @Nullable Zeros zeros,
            int lanes) {
        this.shape = shape;
        this.x = x;
        this.kernel = kernel;
        this.bias = bias;
        this.activation = activation;
        this.y = y;
        this.zeros = zeros;
        this.scratch = new float[lanes][Products.SCRATCH];
        int blocks = Math.ceilDiv(shape.rows(), shape.columnBlocks() < lanes ? FEWER_ROWS : ROWS);
        this.blockRows = Math.ceilDiv(Math.ceilDiv(shape.rows(), blocks), 8) * 8;
        this.rowBlocks = Math.ceilDiv(shape.rows(), blockRows);
    }

    @Override
    public int blocks() {
        return rowBlocks * shape.columnBlocks();
    }

    @Override
    public long nanos() {
        return shape.nanos();
    }

    @Override
    public void run(int block, int lane) {
        int row = block % rowBlocks * blockRows;
        int rows = Math.min(blockRows, shape.rows() - row);
        int column = block / rowBlocks * shape.columnBlock();
        int columns = Math.min(shape.columnBlock(), shape.units() - column);
        int ld = shape.units();
        for (int i = row; i < row + rows; i++) {
            int at = y.offset() + i * ld + column;
            if (bias == null) {
                Arrays.fill(y.array(), at, at + columns, 0);
            } else {
                System.arraycopy(bias.array(), bias.offset() + column, y.array(), at, columns);
            }
        }
        int whole = 0;
        if (zeros instanceof SparseBlocks blocks && blocks.sparse()) {
            whole = rows / SparseTiles.ROWS * SparseTiles.ROWS;
            sparse(blocks, row, whole, column, columns, scratch[lane]);
        }
        Products.add(
                rows - whole,
                columns,
                shape.inputs(),
                x.array(),
                x.offset() + (row + whole) * shape.inputs(),
                shape.inputs(),
                1,
                kernel.array(),
                kernel.offset() + column,
                ld,
                y.array(),
                y.offset() + (row + whole) * ld + column,
                ld,
                1,
                scratch[lane]);
        if (activation != Activation.LINEAR && !activation.alongRows()) {
            for (int i = row; i < row + rows; i++) {
                int at = y.offset() + i * ld + column;
                Activations.forward(activation, y.array(), at, y.array(), at, columns);
            }
        }
    }

    /// Few columns at a time, so that their part of the kernel stays at hand from rows to rows.
    private void sparse(SparseBlocks blocks, int row, int rows, int column, int columns, float[] sums) {
        int units = shape.units();
        int inputs = shape.inputs();
        for (int from = column; from < column + columns; from += SparseTiles.COLUMNS) {
            int n = Math.min(SparseTiles.COLUMNS, column + columns - from);
            for (int i = row; i < row + rows; i += SparseTiles.ROWS) {
                int block = i / SparseTiles.ROWS;
                SparseTiles.add(
                        n,
                        blocks.index(),
                        blocks.from(block),
                        blocks.to(block),
                        x.array(),
                        x.offset() + i * inputs,
                        inputs,
                        1,
                        kernel.array(),
                        kernel.offset() + from,
                        units,
                        y.array(),
                        y.offset() + i * units + from,
                        units,
                        1,
                        sums);
            }
        }
    }
}
