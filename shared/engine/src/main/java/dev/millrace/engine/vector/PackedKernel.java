package dev.millrace.engine.vector;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A kernel `(height, width, in, out)` as tiles read it: two vectors of columns at a time, the bias first, then the
/// rows in the order of the inputs. The columns are `out`, or `in` where the kernel is transposed; behind the last are
/// zeros.
final class PackedKernel implements Phase {
    private static final int WIDE = 2 * Lanes.COUNT;

    private final ConvolutionShape shape;
    private final VectorBuffer kernel;
    private final @Nullable VectorBuffer bias;
    private final boolean transposed;
    private final List<Taps> parts;
    private final int pairs;
    private final float[][] packed;

    private PackedKernel(
            ConvolutionShape shape,
            VectorBuffer kernel,
            @Nullable VectorBuffer bias,
            boolean transposed,
            List<Taps> parts) {
        this.shape = shape;
        this.kernel = kernel;
        this.bias = bias;
        this.transposed = transposed;
        this.parts = parts;
        this.pairs = Math.ceilDiv(transposed ? shape.in() : shape.out(), WIDE);
        this.packed = new float[parts.size()][];
        Arrays.setAll(packed, part -> Lanes.array(pairs * size(part)));
    }

    /// For a convolution.
    static PackedKernel forward(
            ConvolutionShape shape, VectorBuffer kernel, @Nullable VectorBuffer bias, List<Taps> parts) {
        return new PackedKernel(shape, kernel, bias, false, parts);
    }

    /// For the gradient of a convolution's images.
    static PackedKernel backward(ConvolutionShape shape, VectorBuffer kernel, List<Taps> parts) {
        return new PackedKernel(shape, kernel, null, true, parts);
    }

    /// Whether this is for the gradient.
    boolean backward() {
        return transposed;
    }

    List<Taps> parts() {
        return parts;
    }

    /// Values of two vectors of columns, of the part of that number.
    private int size(int part) {
        return (1 + parts.get(part).taps().length) * WIDE;
    }

    /// The kernel of the part of that number.
    float[] of(int part) {
        return packed[part];
    }

    /// Where in it the pair of vectors of that number begins.
    int at(int part, int pair) {
        return pair * size(part);
    }

    @Override
    public int blocks() {
        return parts.size() * pairs;
    }

    @Override
    public long nanos() {
        return (long) shape.cells() * shape.in() * shape.out() / 2;
    }

    @Override
    public void run(int block, int lane) {
        int part = block / pairs;
        int column = block % pairs * WIDE;
        int at = at(part, block % pairs);
        float[] to = packed[part];
        if (transposed) {
            transpose(parts.get(part), column, to, at + WIDE);
            return;
        }
        int n = Math.min(WIDE, shape.out() - column);
        if (bias != null) {
            System.arraycopy(bias.array(), bias.offset() + column, to, at, n);
        }
        int row = at + WIDE;
        for (int cell : parts.get(part).cells()) {
            int from = kernel.offset() + cell * shape.in() * shape.out() + column;
            for (int i = 0; i < shape.in(); i++) {
                System.arraycopy(kernel.array(), from + i * shape.out(), to, row, n);
                row += WIDE;
            }
        }
    }

    private void transpose(Taps part, int column, float[] to, int start) {
        int n = Math.min(WIDE, shape.in() - column);
        int at = start;
        for (int cell : part.cells()) {
            int from = kernel.offset() + (cell * shape.in() + column) * shape.out();
            for (int row = 0; row < shape.out(); row++) {
                for (int i = 0; i < n; i++) {
                    to[at + i] = kernel.array()[from + i * shape.out() + row];
                }
                at += WIDE;
            }
        }
    }
}
