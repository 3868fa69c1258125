package dev.millrace.engine.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sums over windows, for every pixel of every image: a convolution, or the gradient of its images.
///
/// A block is a few images, or part of one where there are few.
final class Correlation implements Phase {
    private static final int TILE = PixelTiles.PIXELS;
    private static final int WIDE = 2 * Lanes.COUNT;

    /// Tiles that go through all pairs of columns together: what they read stays in a core's nearest cache.
    private static final int TOGETHER = 16;

    /// Where the pixels of a tile lie in a thread's own room.
    private static final int[] OWN = new int[TILE];

    static {
        Arrays.setAll(OWN, pixel -> pixel * WIDE);
    }

    private final PackedKernel kernel;
    private final Cut cut;
    private final VectorBuffer source;
    private final int sourcePixels;
    private final int sourceChannels;
    private final @Nullable VectorBuffer target;
    private final int targetPixels;
    private final int columns;
    private final float floor;
    private final Rows.Work before;
    private final After after;
    private final long nanos;
    private final Scratch[] scratch;

    /// How images are cut into blocks.
    ///
    /// @param count of images
    /// @param together how many are in a block
    /// @param bands in how many blocks they are
    record Cut(int count, int together, int bands) {
        /// As many blocks as all threads can use, where the work can be cut into so many.
        private static final int BLOCKS = 16;

        /// Pixels of a block, at least, where there are enough.
        private static final int PIXELS = 96;

        /// Images of a block, where there are enough: those at the edges, which meet fewer cells than others, are few
        /// in one image.
        private static final int IMAGES = TILE;

        /// @param pixels of an image
        static Cut of(int count, int pixels) {
            int wanted = Math.min(Math.max(IMAGES, Math.ceilDiv(PIXELS, pixels)), count / BLOCKS);
            int together = Math.clamp(wanted, Math.min(count, Math.ceilDiv(TILE, pixels)), count);
            int groups = Math.ceilDiv(count, together);
            int bands = Math.min(Math.ceilDiv(BLOCKS, groups), Math.ceilDiv(pixels, PIXELS));
            return new Cut(count, together, bands);
        }

        /// No image in several blocks.
        ///
        /// @param most images of a block
        static Cut whole(int count, int pixels, int most) {
            return new Cut(count, Math.min(most, of(count, pixels).together), 1);
        }

        int blocks() {
            return Math.ceilDiv(count, together) * bands;
        }
    }

    /// What is done with the results of a block.
    @FunctionalInterface
    interface After {
        /// Nothing is done with them.
        After NOTHING = (y, at, image, images) -> {};

        /// Does it.
        ///
        /// @param y where they are, from `at` on
        /// @param image the first of the block's
        /// @param images how many there are
        void run(float[] y, int at, int image, int images);
    }

    /// What a thread needs for itself.
    private static final class Scratch {
        private final float[] target;
        private final float[] sums = new float[TILE * WIDE];
        private final int[] in = new int[TILE];
        private final int[] to = new int[TILE];

        private Scratch(int target) {
            this.target = Lanes.array(target);
        }
    }

    /// @param kernel for sums of `cut.together` images
    /// @param source images, or gradients of results
    /// @param target results, or gradients of images; none where they are only for what is done with them last
    /// @param floor what smaller sums are zero below
    /// @param before what is done with the pixels of the source first; nothing where images are in several blocks
    /// @param after what is done with the results last; nothing where images are in several blocks
    Correlation(
            ConvolutionShape shape,
            PackedKernel kernel,
            Cut cut,
            VectorBuffer source,
            @Nullable VectorBuffer target,
            float floor,
            Rows.Work before,
            After after,
            int lanes) {
        boolean backward = kernel.backward();
        this.kernel = kernel;
        this.cut = cut;
        this.source = source;
        this.sourcePixels = backward ? shape.pixels() : shape.height() * shape.width();
        this.sourceChannels = backward ? shape.out() : shape.in();
        this.target = target;
        this.targetPixels = backward ? shape.height() * shape.width() : shape.pixels();
        this.columns = backward ? shape.in() : shape.out();
        this.floor = floor;
        this.before = before;
        this.after = after;
        this.nanos = shape.nanos();
        this.scratch = new Scratch[lanes];
        Arrays.setAll(scratch, lane -> new Scratch(target == null ? cut.together * targetPixels * columns : 0));
    }

    @Override
    public int blocks() {
        return cut.blocks();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void run(int block, int lane) {
        int first = block / cut.bands * cut.together;
        int images = Math.min(cut.together, cut.count - first);
        int band = block % cut.bands;
        before.run(first * sourcePixels, (first + images) * sourcePixels);
        int ao = source.offset() + first * sourcePixels * sourceChannels;
        float[] y = target == null ? scratch[lane].target : target.array();
        int yo = target == null ? 0 : target.offset() + first * targetPixels * columns;
        for (int part = 0; part < kernel.parts().size(); part++) {
            Taps taps = kernel.parts().get(part);
            for (int i = 0; i < taps.groups().size(); i++) {
                Taps.Group group = taps.groups().get(i);
                int pixels = group.in().length / cut.together * images;
                int end = from(band + 1, pixels);
                for (int from = from(band, pixels); from < end; from += TOGETHER * TILE) {
                    int to = Math.min(end, from + TOGETHER * TILE);
                    for (int pair = 0; pair * WIDE < columns; pair++) {
                        tiles(part, pair, group, from, to, pixels, ao, y, yo, scratch[lane]);
                    }
                }
            }
        }
        after.run(y, yo, first, images);
    }

    /// The first pixel of a band.
    private int from(int band, int pixels) {
        return Math.min(pixels, Math.ceilDiv(Math.ceilDiv(pixels, TILE) * band, cut.bands) * TILE);
    }

    private void tiles(
            int part, int pair, Taps.Group group, int from, int to, int all, int ao, float[] y, int yo, Scratch own) {
        int column = pair * WIDE;
        boolean whole = column + WIDE <= columns;
        int p = from;
        if (whole) {
            for (; p < to && p + TILE <= all; p += TILE) {
                tile(part, pair, group, group.in(), group.to(), p, ao, y, yo + column);
            }
        }
        for (; p < to; p += TILE) {
            // behind the last pixel that one again
            for (int i = 0; i < TILE; i++) {
                int pixel = Math.min(p + i, all - 1);
                own.in[i] = group.in()[pixel];
                own.to[i] = group.to()[pixel];
            }
            if (whole) {
                tile(part, pair, group, own.in, own.to, 0, ao, y, yo + column);
            } else {
                tile(part, pair, group, own.in, OWN, 0, ao, own.sums, 0);
                for (int i = 0; i < TILE; i++) {
                    int at = yo + column + own.to[i];
                    System.arraycopy(own.sums, OWN[i], y, at, columns - column);
                }
            }
        }
    }

    private void tile(int part, int pair, Taps.Group group, int[] in, int[] to, int p, int ao, float[] y, int yo) {
        PixelTiles.run(
                in,
                to,
                p,
                kernel.parts().get(part).taps(),
                group.first(),
                group.end(),
                source.array(),
                ao,
                kernel.of(part),
                kernel.at(part, pair),
                floor,
                y,
                yo);
    }
}
