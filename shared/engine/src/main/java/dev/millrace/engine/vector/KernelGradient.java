package dev.millrace.engine.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The gradients of a convolution's kernel and bias: `dKernel[r] = sum(x[in[p] + rows[r]] * dz[p])`,
/// `dBias = sum(dz[p])`, over all pixels of all images in order.
///
/// A block is some rows of the kernel and two vectors of its columns, over all images: no sum is split.
final class KernelGradient implements Phase {
    private static final int TILE = GradientTiles.ROWS;
    private static final int WIDE = 2 * Lanes.COUNT;

    /// Rows of a block, about: so many that copying `dz` for them pays.
    private static final int ROWS = 96;

    /// Pixels of which the tiles of a block add up at a time: their part of `dz` fits a core's nearest cache.
    static final int PIXELS = 128;

    private final ConvolutionShape shape;
    private final Halo halo;
    private final VectorBuffer x;
    private final GradientSource dz;
    private final VectorBuffer dKernel;
    private final @Nullable VectorBuffer dBias;

    /// Where the windows of one image begin, or of several.
    private final int[] in;

    /// Where the input of each row lies in a window; the last one several times, to a whole tile.
    private final int[] rows;

    private final int together;
    private final int step;
    private final int group;
    private final int groups;
    private final Scratch[] scratch;

    /// What a thread needs for itself.
    private static final class Scratch {
        private final float[] dz = Lanes.array(PIXELS * WIDE);

        /// Of each row, then of the bias.
        private final float[] sums;

        private Scratch(int rows) {
            this.sums = Lanes.array((rows + 1) * WIDE);
        }
    }

    /// @param halo of the images
    /// @param x the images, with their halo where they have one
    KernelGradient(
            ConvolutionShape shape,
            Halo halo,
            VectorBuffer x,
            GradientSource dz,
            VectorBuffer dKernel,
            @Nullable VectorBuffer dBias,
            int lanes) {
        this.shape = shape;
        this.halo = halo;
        this.x = x;
        this.dz = dz;
        this.dKernel = dKernel;
        this.dBias = dBias;
        this.together = Math.clamp(PIXELS / shape.pixels(), 1, shape.count());
        this.step = dz.together(PIXELS);
        this.in = windows(shape, halo, together);
        this.rows = inputs(shape, halo);
        this.group = Math.ceilDiv(rows.length / TILE, Math.ceilDiv(rows.length, ROWS)) * TILE;
        this.groups = Math.ceilDiv(rows.length, group);
        this.scratch = new Scratch[lanes];
        Arrays.setAll(scratch, lane -> new Scratch(group));
    }

    private static int[] windows(ConvolutionShape shape, Halo halo, int images) {
        int[] in = new int[images * shape.pixels()];
        for (int i = 0; i < in.length; i++) {
            int row = i % shape.pixels() / shape.outWidth() * shape.window().strideY();
            int column = i % shape.outWidth() * shape.window().strideX();
            in[i] = i / shape.pixels() * halo.size() + row * halo.pitch() + column * shape.in();
        }
        return in;
    }

    private static int[] inputs(ConvolutionShape shape, Halo halo) {
        var window = shape.window();
        int all = shape.cells() * shape.in();
        int[] rows = new int[Math.ceilDiv(all, TILE) * TILE];
        for (int i = 0; i < rows.length; i++) {
            int input = Math.min(i, all - 1);
            int cell = input / shape.in();
            rows[i] = cell / window.width() * window.dilationY() * halo.pitch()
                    + cell % window.width() * window.dilationX() * shape.in()
                    + input % shape.in();
        }
        return rows;
    }

    @Override
    public int blocks() {
        return groups * Math.ceilDiv(shape.out(), WIDE);
    }

    @Override
    public long nanos() {
        return shape.nanos();
    }

    @Override
    public void run(int block, int lane) {
        Scratch own = scratch[lane];
        int first = block % groups * group;
        int count = Math.min(group, rows.length - first);
        int column = block / groups * WIDE;
        int bias = first == 0 && dBias != null ? group * WIDE : -1;
        Arrays.fill(own.sums, 0);
        for (int image = 0; image < shape.count(); image += together) {
            int at = x.offset() + image * halo.size();
            int end = Math.min(together, shape.count() - image) * shape.pixels();
            for (int from = 0; from < end; from += step) {
                int pixels = Math.min(step, end - from);
                dz.copy(image * shape.pixels() + from, pixels, column, own.dz);
                if (bias >= 0) {
                    GradientTiles.add(pixels, own.dz, own.sums, bias);
                }
                for (int row = 0; row < count; row += TILE) {
                    GradientTiles.run(rows, first + row, in, from, pixels, x.array(), at, own.dz, own.sums, row * WIDE);
                }
            }
        }
        int n = Math.min(WIDE, shape.out() - column);
        int end = Math.min(first + count, shape.cells() * shape.in());
        for (int row = first; row < end; row++) {
            int to = dKernel.offset() + row * shape.out() + column;
            System.arraycopy(own.sums, (row - first) * WIDE, dKernel.array(), to, n);
        }
        if (bias >= 0 && dBias != null) {
            System.arraycopy(own.sums, bias, dBias.array(), dBias.offset() + column, n);
        }
    }
}
