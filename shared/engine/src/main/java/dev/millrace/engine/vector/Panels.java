package dev.millrace.engine.vector;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The backward pass of a dense layer by panels of the kernel's rows: the gradient below, which reads them, then
/// their own gradient, then their update while all of it is at hand. The last block is the bias's.
final class Panels implements Phase {
    /// Rows of `dz` that sums over sparse inputs run over together: with the columns of a tile they fit the nearest
    /// cache.
    private static final int EXAMPLES = 128;

    private final DenseShape shape;
    private final @Nullable Updater updater;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final VectorBuffer dz;
    private final VectorBuffer dKernel;
    private final @Nullable VectorBuffer dBias;
    private final @Nullable VectorBuffer dx;
    private final @Nullable Zeros zeros;

    /// `dz^T`, for `dx`: `(units, examples)`, padded.
    private final float[] transposed;

    private final int examples;
    private final Lists ones;
    private final Scratch[] scratch;

    /// What a thread needs for itself.
    private static final class Scratch {
        private final float[] gradient;
        private final float[] below;
        private final float[] sums = new float[Lanes.SUMS];
        private final @Nullable SparseColumns columns;

        private Scratch(int gradient, int below, @Nullable SparseColumns columns) {
            this.gradient = Lanes.array(gradient);
            this.below = Lanes.array(below);
            this.columns = columns;
        }
    }

    Panels(Backward layer, @Nullable Updater updater, int lanes) {
        this.shape = layer.shape();
        this.updater = updater;
        this.x = layer.x();
        this.kernel = layer.kernel();
        this.dz = layer.dz();
        this.dKernel = layer.dKernel();
        this.dBias = layer.dBias();
        this.dx = layer.dx();
        this.zeros = layer.zeros();
        this.examples = dx == null ? 0 : shape.examples();
        this.transposed = new float[shape.units() * examples];
        this.ones = Lists.ones(shape.rows());
        this.scratch = new Scratch[lanes];
        Arrays.setAll(
                scratch,
                i -> new Scratch(
                        Lanes.padded(shape.panel() * shape.units()),
                        shape.panel() * examples,
                        zeros == null ? null : new SparseColumns(x, shape.inputs(), shape.panel(), EXAMPLES)));
    }

    List<Phase> phases() {
        if (examples == 0) {
            return List.of(this);
        }
        int units = shape.units();
        return List.of(
                new Rows(
                        shape.rows(),
                        units,
                        (from, to) -> Transpose.copy(
                                to - from,
                                units,
                                dz.array(),
                                dz.offset() + from * units,
                                units,
                                transposed,
                                from,
                                examples)),
                this);
    }

    @Override
    public int blocks() {
        return shape.panels() + (dBias == null ? 0 : 1);
    }

    @Override
    public long nanos() {
        return shape.nanos() * (dx == null ? 1 : 2) + (long) shape.inputs() * shape.units() / 4;
    }

    @Override
    public void run(int block, int lane) {
        Scratch own = scratch[lane];
        if (block == shape.panels()) {
            bias(own.gradient);
            return;
        }
        int first = block * shape.panel();
        int count = Math.min(shape.panel(), shape.inputs() - first);
        if (dx != null) {
            below(first, count, own, dx);
        }
        int units = shape.units();
        int at = first * units;
        if (updater instanceof Updater.Plain plain) {
            gradient(first, count, own, kernel.array(), kernel.offset() + at, -plain.learningRate());
            return;
        }
        float[] to = updater == null ? dKernel.array() : own.gradient;
        int offset = updater == null ? dKernel.offset() + at : 0;
        Arrays.fill(to, offset, offset + count * units, 0);
        gradient(first, count, own, to, offset, 1);
        if (updater != null) {
            int end = Lanes.padded(count * units);
            Arrays.fill(to, count * units, end, 0);
            int weights = kernel.offset() + at;
            updater.apply(weights, weights + count * units, to, 0);
        }
    }

    private void bias(float[] gradient) {
        if (dBias == null) {
            return;
        }
        int units = shape.units();
        float[] to = updater == null ? dBias.array() : gradient;
        int offset = updater == null ? dBias.offset() : 0;
        Arrays.fill(to, offset, updater == null ? offset + units : Lanes.padded(units), 0);
        Gathers.add(units, ones, dz.array(), dz.offset(), units, to, offset, 0, 1);
        if (updater != null) {
            updater.apply(dBias.offset(), dBias.offset() + units, to, 0);
        }
    }

    /// `dx = dz · W^T` for `count` columns of `dx`, rows of `W`.
    private void below(int first, int count, Scratch room, VectorBuffer to) {
        int units = shape.units();
        int wo = kernel.offset() + first * units;
        int at = to.offset() + first;
        if (examples == 0) {
            Dots.all(
                    count,
                    shape.rows(),
                    units,
                    kernel.array(),
                    wo,
                    units,
                    dz.array(),
                    dz.offset(),
                    units,
                    to.array(),
                    at,
                    shape.inputs(),
                    room.sums);
            return;
        }
        // dx^T = W · dz^T
        float[] own = room.below;
        Arrays.fill(own, 0, count * examples, 0);
        Products.add(
                count,
                examples,
                units,
                kernel.array(),
                wo,
                units,
                1,
                transposed,
                0,
                examples,
                own,
                0,
                examples,
                1,
                room.sums);
        Transpose.copy(count, shape.rows(), own, 0, examples, to.array(), at, shape.inputs());
    }

    /// `to += alpha * (x^T · dz)` for `count` columns of `x`.
    private void gradient(int first, int count, Scratch own, float[] to, int offset, float alpha) {
        int whole = 0;
        if (zeros != null && own.columns != null && zeros.sparse()) {
            whole = count / SparseTiles.ROWS * SparseTiles.ROWS;
            gradientOfBlocks(first, whole, own, own.columns, to, offset, alpha);
        }
        int units = shape.units();
        Products.add(
                count - whole,
                units,
                shape.rows(),
                x.array(),
                x.offset() + first + whole,
                1,
                shape.inputs(),
                dz.array(),
                dz.offset(),
                units,
                to,
                offset + whole * units,
                units,
                alpha,
                own.sums);
    }

    private void gradientOfBlocks(
            int first, int count, Scratch own, SparseColumns blocks, float[] to, int offset, float alpha) {
        int units = shape.units();
        for (int row = 0; row < shape.rows(); row += EXAMPLES) {
            blocks.look(first, count, row, Math.min(EXAMPLES, shape.rows() - row));
            for (int chunk = 0; chunk < units; chunk += SparseTiles.COLUMNS) {
                for (int column = 0; column < count; column += SparseTiles.ROWS) {
                    int block = column / SparseTiles.ROWS;
                    SparseTiles.add(
                            Math.min(SparseTiles.COLUMNS, units - chunk),
                            blocks.index(),
                            blocks.from(block),
                            blocks.to(block),
                            x.array(),
                            x.offset() + row * shape.inputs() + first + column,
                            1,
                            shape.inputs(),
                            dz.array(),
                            dz.offset() + row * units + chunk,
                            units,
                            to,
                            offset + column * units + chunk,
                            units,
                            alpha,
                            own.sums);
                }
            }
        }
    }
}
