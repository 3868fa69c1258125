package dev.millrace.engine.vector;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A step of plain SGD on a few examples: gradients below and update of the kernel in one pass over a block of its
/// columns. Gradients below, sums over columns, are summed by block first.
final class SmallStep implements Phase {
    /// Rows of the kernel that are read, and updated while they are at hand.
    private static final int ROWS = 8;

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
    private final int[] examples;
    private final float[] ones;

    SmallStep(Backward layer, Updater.Plain updater) {
        this.shape = layer.shape();
        this.updater = updater;
        this.x = layer.x();
        this.kernel = layer.kernel();
        this.dz = layer.dz();
        VectorBuffer dBias = layer.dBias();
        this.bias = dBias == null ? null : new VectorBuffer(updater.w(), dBias.offset(), dBias.size());
        this.dx = layer.dx();
        this.nonzeros = dx == null ? layer.nonzeros() : null;
        this.columns = nonzeros == null || shape.rows() == 1 ? null : new Columns(nonzeros, shape.panels());
        int blocks = shape.columnBlocks();
        this.partial = new float[dx == null || blocks == 1 ? 0 : blocks * shape.rows() * shape.inputs()];
        this.examples = IntStream.range(0, shape.rows()).toArray();
        this.ones = new float[shape.rows()];
        Arrays.fill(ones, 1);
    }

    List<Phase> phases() {
        if (columns != null) {
            return List.of(Phase.alone(this::fill), this);
        }
        return partial.length == 0 ? List.of(this) : List.of(this, Phase.alone(this::combine));
    }

    private void fill() {
        if (columns != null && nonzeros != null && nonzeros.sparse()) {
            columns.fill(0, shape.panels());
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
            Gathers.add(n, examples, ones, 0, shape.rows(), d, from, ld, bias.array(), bias.offset() + column, alpha);
        }
        if (dx != null) {
            if (partial.length == 0) {
                down(n, d, from, w, wo, dx.array(), dx.offset(), alpha);
            } else {
                down(n, d, from, w, wo, partial, block * shape.rows() * shape.inputs(), alpha);
            }
        } else if (shape.rows() == 1 && nonzeros != null) {
            Outer.add(n, nonzeros.index(), nonzeros.value(), 0, nonzeros.to(0), d, from, w, wo, ld, alpha);
        } else if (columns != null && nonzeros != null && nonzeros.sparse()) {
            for (int i = 0; i < shape.inputs(); i++) {
                int first = columns.from(i);
                int end = columns.to(i);
                if (first < end) {
                    Gathers.add(n, columns.rows(), columns.values(), first, end, d, from, ld, w, wo + i * ld, alpha);
                }
            }
        } else {
            add(0, shape.inputs(), n, d, from, w, wo, alpha);
        }
    }

    private void down(int n, float[] d, int from, float[] w, int wo, float[] out, int oo, float alpha) {
        int ld = shape.units();
        int inputs = shape.inputs();
        if (shape.rows() == 1) {
            Outer.addAndDot(inputs, n, x.array(), x.offset(), d, from, w, wo, ld, out, oo, alpha);
            return;
        }
        for (int row = 0; row < inputs; row += ROWS) {
            int rows = Math.min(ROWS, inputs - row);
            Dots.all(rows, shape.rows(), n, w, wo + row * ld, ld, d, from, ld, out, oo + row, inputs);
            add(row, rows, n, d, from, w, wo, alpha);
        }
    }

    /// `W += alpha * (x^T · dz)` in `rows` rows and `n` columns.
    private void add(int row, int rows, int n, float[] d, int from, float[] w, int wo, float alpha) {
        int ld = shape.units();
        Products.add(
                rows,
                n,
                shape.rows(),
                x.array(),
                x.offset() + row,
                1,
                shape.inputs(),
                d,
                from,
                ld,
                w,
                wo + row * ld,
                ld,
                alpha);
    }
}
