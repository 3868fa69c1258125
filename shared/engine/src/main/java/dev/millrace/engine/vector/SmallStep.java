package dev.millrace.engine.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step of plain SGD on a few examples: gradients below and update of the kernel in one pass over a block of its
/// rows. Rows whose inputs are all zero are left alone where nothing is trained below.
final class SmallStep implements Phase {
    /// Rows of the kernel that are read, and updated while they are at hand: as many as `Outer` takes.
    private static final int ROWS = 4;

    private final DenseShape shape;
    private final Updater.Plain updater;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final VectorBuffer dz;
    private final @Nullable VectorBuffer bias;
    private final @Nullable VectorBuffer dx;
    private final @Nullable Nonzeros nonzeros;

    /// For each block of rows, the inputs that are not zero: of a single example in its order, of more by row.
    private final List<Lists> lists = new ArrayList<>();

    private final List<Columns> columns = new ArrayList<>();
    private final Lists ones;

    private final Scratch[] scratch;

    /// What a thread needs for itself.
    private static final class Scratch {
        /// `dx` of a block, which is copied as a whole: writing it bit by bit would wait for each cache line, as the
        /// other cores have read it.
        private final float[] below;

        /// Room to add up lanes.
        private final float[] sums = new float[Lanes.SUMS];

        private Scratch(int below) {
            this.below = Lanes.array(below);
        }
    }

    SmallStep(Backward layer, Updater.Plain updater, int lanes) {
        this.shape = layer.shape();
        this.updater = updater;
        this.x = layer.x();
        this.kernel = layer.kernel();
        this.dz = layer.dz();
        VectorBuffer dBias = layer.dBias();
        this.bias = dBias == null ? null : new VectorBuffer(updater.w(), dBias.offset(), dBias.size());
        this.dx = layer.dx();
        this.nonzeros = dx == null && layer.zeros() instanceof Nonzeros picked ? picked : null;
        this.scratch = new Scratch[lanes];
        Arrays.setAll(scratch, i -> new Scratch(dx == null ? 0 : shape.rows() * shape.rowBlock()));
        this.ones = Lists.ones(shape.rows());
        for (int block = 0; nonzeros != null && block < shape.rowBlocks(); block++) {
            if (shape.rows() == 1) {
                lists.add(nonzeros.lists(from(block), to(block)));
            } else {
                columns.add(new Columns(nonzeros, shape.rowBlock(), shape.rows()));
            }
        }
    }

    private int from(int block) {
        return block * shape.rowBlock();
    }

    private int to(int block) {
        return Math.min(shape.inputs(), from(block) + shape.rowBlock());
    }

    @Override
    public int blocks() {
        return shape.rowBlocks();
    }

    @Override
    public long nanos() {
        return shape.nanos() * 2;
    }

    @Override
    public void run(int block, int lane) {
        float alpha = -updater.learningRate();
        int units = shape.units();
        float[] d = dz.array();
        int at = dz.offset();
        if (bias != null && block == 0) {
            Gathers.add(units, ones, d, at, units, bias.array(), bias.offset(), 0, alpha);
        }
        if (dx != null) {
            down(from(block), to(block), dx, scratch[lane], alpha);
        } else if (!lists.isEmpty()) {
            Outer.add(units, lists.get(block), d, at, kernel.array(), kernel.offset(), units, alpha);
        } else if (nonzeros != null && nonzeros.sparse()) {
            Lists changed = columns.get(block).fill(from(block), to(block));
            int first = kernel.offset() + from(block) * units;
            Gathers.add(units, changed, d, at, units, kernel.array(), first, units, alpha);
        } else {
            for (int row = from(block); row < to(block); row += ROWS) {
                add(row, Math.min(ROWS, to(block) - row), alpha, scratch[lane].sums);
            }
        }
    }

    private void down(int from, int to, VectorBuffer below, Scratch room, float alpha) {
        int inputs = shape.inputs();
        int ld = shape.rowBlock();
        step(from, to, room.below, ld, room.sums, alpha);
        for (int e = 0; e < shape.rows(); e++) {
            System.arraycopy(room.below, e * ld, below.array(), below.offset() + e * inputs + from, to - from);
        }
    }

    /// `dx` of the rows of the kernel from `from` up to `to` into `out`, and their update.
    ///
    /// @param ldo from an example of `out` to the next
    private void step(int from, int to, float[] out, int ldo, float[] sums, float alpha) {
        int n = shape.units();
        int examples = shape.rows();
        float[] in = x.array();
        float[] w = kernel.array();
        float[] d = dz.array();
        int dt = dz.offset();
        if (examples == 1 && n > Lanes.COUNT) {
            int wt = kernel.offset() + from * n;
            Outer.addAndDot(to - from, n, in, x.offset() + from, d, dt, w, wt, n, out, 0, alpha, sums);
            return;
        }
        for (int row = from; row < to; row += ROWS) {
            int rows = Math.min(ROWS, to - row);
            int wt = kernel.offset() + row * n;
            int ot = row - from;
            if (rows == ROWS && n <= Lanes.COUNT) {
                int xt = x.offset() + row;
                NarrowDense.step(examples, n, in, xt, shape.inputs(), d, dt, n, w, wt, n, out, ot, ldo, alpha, sums);
            } else {
                Dots.all(rows, examples, n, w, wt, n, d, dt, n, out, ot, ldo, sums);
                add(row, rows, alpha, sums);
            }
        }
    }

    /// `W += alpha * (x^T · dz)` in `rows` rows.
    private void add(int row, int rows, float alpha, float[] scratch) {
        int n = shape.units();
        int inputs = shape.inputs();
        int examples = shape.rows();
        float[] in = x.array();
        int xt = x.offset() + row;
        float[] d = dz.array();
        int dt = dz.offset();
        float[] w = kernel.array();
        int wt = kernel.offset() + row * n;
        if (rows == ROWS) {
            Outer.add(examples, n, in, xt, inputs, d, dt, n, w, wt, n, alpha);
        } else {
            Products.add(rows, n, examples, in, xt, 1, inputs, d, dt, n, w, wt, n, alpha, scratch);
        }
    }
}
