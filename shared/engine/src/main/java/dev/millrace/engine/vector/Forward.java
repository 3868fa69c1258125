package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `y = activation(x · W + b)` in blocks of rows and columns of `y`, whose activation follows while they are at
/// hand. Of inputs that are mostly zero only the others are multiplied.
final class Forward implements Phase {
    private static final int ROWS = 64;

    /// Inputs whose rows of the kernel are met together where most are zero.
    private static final int PANEL = 4 * DenseShape.STRIP;

    private final DenseShape shape;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final @Nullable VectorBuffer bias;
    private final Activation activation;
    private final VectorBuffer y;
    private final @Nullable Nonzeros nonzeros;
    /// For each thread, room for a copy of part of the kernel.
    private final float[][] scratch;

    private final List<Lists> lists = new ArrayList<>();
    private final int rowBlocks;
    private final int blockRows;

    Forward(
            DenseShape shape,
            VectorBuffer x,
            VectorBuffer kernel,
            @Nullable VectorBuffer bias,
            Activation activation,
            VectorBuffer y,
            @Nullable Nonzeros nonzeros,
            int lanes) {
        this.shape = shape;
        this.x = x;
        this.kernel = kernel;
        this.bias = bias;
        this.activation = activation;
        this.y = y;
        this.nonzeros = nonzeros;
        this.scratch = new float[lanes][Products.SCRATCH];
        int blocks = Math.ceilDiv(shape.rows(), ROWS);
        this.blockRows = Math.ceilDiv(Math.ceilDiv(shape.rows(), blocks), 8) * 8;
        this.rowBlocks = Math.ceilDiv(shape.rows(), blockRows);
        for (int block = 0; nonzeros != null && block < blocks(); block++) {
            lists.add(nonzeros.lists(0, 0, 0, 0));
        }
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
        if (nonzeros != null && nonzeros.sparse()) {
            sparse(nonzeros, lists.get(block), row, rows, column, columns);
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
                    1,
                    scratch[lane]);
        }
        if (activation != Activation.LINEAR && activation != Activation.SOFTMAX) {
            for (int i = row; i < row + rows; i++) {
                int at = y.offset() + i * ld + column;
                Activations.forward(activation, y.array(), at, y.array(), at, columns);
            }
        }
    }

    /// Panel by panel, whose part of the kernel stays in the nearest cache.
    private void sparse(Nonzeros from, Lists own, int row, int rows, int column, int columns) {
        int units = shape.units();
        for (int panel = 0; panel < shape.inputs(); panel += PANEL) {
            from.look(own, row, rows, panel, Math.min(shape.inputs(), panel + PANEL));
            Gathers.add(
                    columns,
                    own,
                    kernel.array(),
                    kernel.offset() + column,
                    units,
                    y.array(),
                    y.offset() + row * units + column,
                    units,
                    1);
        }
    }
}
