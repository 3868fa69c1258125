package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `y = activation(x · W + b)` in blocks of rows and columns of `y`, whose activation follows while they are at
/// hand. Of inputs that are mostly zero only the others are multiplied.
final class Forward implements Phase {
    private static final int ROWS = 64;

    private final DenseShape shape;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final @Nullable VectorBuffer bias;
    private final Activation activation;
    private final VectorBuffer y;
    private final @Nullable Nonzeros nonzeros;
    /// Every row of the kernel, for a single example.
    private final int[] all;

    private final int rowBlocks;
    private final int blockRows;

    Forward(
            DenseShape shape,
            VectorBuffer x,
            VectorBuffer kernel,
            @Nullable VectorBuffer bias,
            Activation activation,
            VectorBuffer y,
            @Nullable Nonzeros nonzeros) {
        this.shape = shape;
        this.x = x;
        this.kernel = kernel;
        this.bias = bias;
        this.activation = activation;
        this.y = y;
        this.nonzeros = nonzeros;
        this.all = IntStream.range(0, shape.rows() == 1 ? x.offset() + shape.inputs() : 0)
                .toArray();
        int blocks = Math.ceilDiv(shape.rows(), ROWS);
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
        if (nonzeros != null && (shape.rows() == 1 || nonzeros.sparse())) {
            for (int i = row; i < row + rows; i++) {
                gather(nonzeros.index(), nonzeros.value(), nonzeros.from(i), nonzeros.to(i), i, column, columns);
            }
        } else if (shape.rows() == 1) {
            Gathers.add(
                    columns,
                    all,
                    x.array(),
                    x.offset(),
                    x.offset() + shape.inputs(),
                    kernel.array(),
                    kernel.offset() + column - x.offset() * ld,
                    ld,
                    y.array(),
                    y.offset() + column,
                    1);
        } else {
            Products.add(
                    rows,
                    columns,
                    shape.inputs(),
                    x.array(),
                    x.offset() + row * shape.inputs(),
                    shape.inputs(),
                    1,
                    kernel.array(),
                    kernel.offset() + column,
                    ld,
                    y.array(),
                    y.offset() + row * ld + column,
                    ld,
                    1);
        }
        if (activation != Activation.LINEAR && activation != Activation.SOFTMAX) {
            for (int i = row; i < row + rows; i++) {
                int at = y.offset() + i * ld + column;
                Activations.forward(activation, y.array(), at, y.array(), at, columns);
            }
        }
    }

    private void gather(int[] index, float[] value, int from, int to, int row, int column, int columns) {
        int ld = shape.units();
        Gathers.add(
                columns,
                index,
                value,
                from,
                to,
                kernel.array(),
                kernel.offset() + column,
                ld,
                y.array(),
                y.offset() + row * ld + column,
                1);
    }
}
