package dev.millrace.engine.vector;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A step of plain SGD on a few examples: gradients below and update of the kernel in one pass over a block of its
/// columns. Gradients below, sums over columns, are summed by block first.
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

    /// Gradients below of each block, where there is more than one.
    private final float[] partial;

    private final @Nullable Nonzeros nonzeros;
    private final @Nullable Columns columns;
    private final Lists ones;

    /// Room for each thread to add up lanes.
    private final float[][] sums;

    private @Nullable Lists picked;

    SmallStep(Backward layer, Updater.Plain updater, int lanes) {
        this.shape = layer.shape();
        this.updater = updater;
        this.x = layer.x();
        this.kernel = layer.kernel();
        this.dz = layer.dz();
        VectorBuffer dBias = layer.dBias();
        this.bias = dBias == null ? null : new VectorBuffer(updater.w(), dBias.offset(), dBias.size());
        this.dx = layer.dx();
        this.nonzeros = dx == null ? layer.nonzeros() : null;
        this.columns = nonzeros == null || shape.rows() == 1 ? null : new Columns(nonzeros, shape.panels(), shape.rows());
        int blocks = shape.columnBlocks();
        this.partial = new float[dx == null || blocks == 1 ? 0 : blocks * shape.rows() * shape.inputs()];
        this.sums = new float[lanes][Dots.SCRATCH];
        this.ones = Lists.ones(shape.rows());
    }

    List<Phase> phases() {
        if (nonzeros != null) {
            return List.of(Phase.alone(this::fill), this);
        }
        return partial.length == 0 ? List.of(this) : List.of(this, Phase.alone(this::combine));
    }

    /// Which rows of the kernel change, and from which examples.
    private void fill() {
        if (nonzeros != null && columns != null) {
            picked = nonzeros.sparse() ? columns.fill(0, shape.panels(), 0, shape.rows()) : null;
        } else if (nonzeros != null && picked == null) {
            picked = nonzeros.lists();
            nonzeros.look(picked, 0, 1);
        }
    }

    private void combine() {
        if (dx != null) {
            int size = shape.rows() * shape.inputs();
            float[] to = dx.array();
            int at = dx.offset();
            System.arraycopy(partial, 0, to, at, size);
            for (int from = size; from < partial.length; from += size) {
                for (int i = 0; i < size; i++) {
                    to[at + i] += partial[from + i];
                }
            }
        }
    }

    @Override
    public int blocks() {
        return shape.columnBlocks();
    }

    @Override
    public long nanos() {
        return shape.nanos() * 2;
    }

    @Override
    public void run(int block, int lane) {
        int column = block * shape.columnBlock();
        int n = Math.min(shape.columnBlock(), shape.units() - column);
        float alpha = -updater.learningRate();
        int ld = shape.units();
        float[] w = kernel.array();
        int wo = kernel.offset() + column;
        float[] d = dz.array();
        int from = dz.offset() + column;
        if (bias != null) {
            Gathers.add(n, ones, d, from, ld, bias.array(), bias.offset() + column, 0, alpha);
        }
        if (dx != null) {
            float[] own = sums[lane];
            if (partial.length == 0) {
                down(own, n, d, from, w, wo, dx.array(), dx.offset(), alpha);
            } else {
                down(own, n, d, from, w, wo, partial, block * shape.rows() * shape.inputs(), alpha);
            }
        } else if (shape.rows() == 1 && nonzeros != null) {
            Outer.add(n, Objects.requireNonNull(picked), d, from, w, wo, ld, alpha);
        } else if (picked != null) {
            Gathers.add(n, picked, d, from, ld, w, wo, ld, alpha);
        } else {
            for (int row = 0; row < shape.inputs(); row += ROWS) {
                add(row, Math.min(ROWS, shape.inputs() - row), n, d, from, w, wo, alpha);
            }
        }
    }

    private void down(float[] sums, int n, float[] d, int from, float[] w, int wo, float[] out, int oo, float alpha) {
        int ld = shape.units();
        int inputs = shape.inputs();
        int examples = shape.rows();
        float[] in = x.array();
        int at = x.offset();
        if (examples == 1 && n > Lanes.COUNT) {
            Outer.addAndDot(inputs, n, in, at, d, from, w, wo, ld, out, oo, alpha, sums);
            return;
        }
        for (int row = 0; row < inputs; row += ROWS) {
            int rows = Math.min(ROWS, inputs - row);
            int wt = wo + row * ld;
            if (rows == ROWS && n <= Lanes.COUNT) {
                Narrow.step(
                        examples, n, in, at + row, inputs, d, from, ld, w, wt, ld, out, oo + row, alpha, sums);
            } else {
                Dots.all(rows, examples, n, w, wt, ld, d, from, ld, out, oo + row, inputs, sums);
                add(row, rows, n, d, from, w, wo, alpha);
            }
        }
    }

    /// `W += alpha * (x^T · dz)` in `rows` rows and `n` columns.
    private void add(int row, int rows, int n, float[] d, int from, float[] w, int wo, float alpha) {
        int ld = shape.units();
        int inputs = shape.inputs();
        int examples = shape.rows();
        float[] in = x.array();
        int at = x.offset() + row;
        if (rows == ROWS) {
            Outer.add(examples, n, in, at, inputs, d, from, ld, w, wo + row * ld, ld, alpha);
        } else {
            Products.add(rows, n, examples, in, at, 1, inputs, d, from, ld, w, wo + row * ld, ld, alpha);
        }
    }
}
