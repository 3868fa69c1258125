package dev.millrace.engine.vector;

import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `y = activation(x · W + b)` of a few examples, summed by blocks of rows of `W` first: no core writes near what
/// another one reads, and each meets the same rows in the backward pass.
final class SmallForward implements Phase {
    private final DenseShape shape;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final @Nullable VectorBuffer bias;
    private final Activation activation;
    private final VectorBuffer y;
    private final @Nullable Nonzeros nonzeros;

    /// For each block of rows, what it adds to `y`; padded.
    private final float[] partial;

    private final int size;

    /// Room for each thread to add up lanes.
    private final float[][] scratch;

    /// For each block of rows, the inputs that go into it.
    private final List<Lists> lists = new ArrayList<>();

    SmallForward(
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
        this.nonzeros = zeros instanceof Nonzeros picked ? picked : null;
        this.scratch = new float[lanes][Lanes.SUMS];
        this.size = Lanes.padded(shape.rows() * shape.units());
        this.partial = Lanes.array(shape.rowBlocks() * size);
        for (int block = 0; block < shape.rowBlocks(); block++) {
            int from = block * shape.rowBlock();
            int to = Math.min(shape.inputs(), from + shape.rowBlock());
            if (nonzeros != null) {
                lists.add(nonzeros.lists(from, to));
            } else if (shape.rows() == 1) {
                lists.add(Lists.of(x.array(), x.offset(), from, to));
            }
        }
    }

    List<Phase> phases() {
        return List.of(this, new Rows(shape.rows(), shape.units(), this::finish));
    }

    @Override
    public int blocks() {
        return shape.rowBlocks();
    }

    @Override
    public long nanos() {
        return shape.nanos();
    }

    @Override
    public void run(int block, int lane) {
        int units = shape.units();
        int at = block * size;
        Arrays.fill(partial, at, at + size, 0);
        if (!lists.isEmpty() && (nonzeros == null || shape.rows() == 1 || nonzeros.sparse())) {
            Gathers.add(units, lists.get(block), kernel.array(), kernel.offset(), units, partial, at, units, 1);
            return;
        }
        int from = block * shape.rowBlock();
        int inputs = Math.min(shape.rowBlock(), shape.inputs() - from);
        Products.add(
                shape.rows(),
                units,
                inputs,
                x.array(),
                x.offset() + from,
                shape.inputs(),
                1,
                kernel.array(),
                kernel.offset() + from * units,
                units,
                partial,
                at,
                units,
                1,
                scratch[lane]);
    }

    private void finish(int from, int to) {
        int units = shape.units();
        float[] out = y.array();
        for (int row = from; row < to; row++) {
            int at = y.offset() + row * units;
            if (bias == null) {
                Arrays.fill(out, at, at + units, 0);
            } else {
                System.arraycopy(bias.array(), bias.offset(), out, at, units);
            }
            for (int block = 0; block < shape.rowBlocks(); block++) {
                Sums.add(units, partial, block * size + row * units, out, at);
            }
            if (activation != Activation.LINEAR && !activation.alongRows()) {
                Activations.forward(activation, out, at, out, at, units);
            }
        }
    }
}
