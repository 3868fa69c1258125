package dev.millrace.datasets.images;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/// The pixels of a picture as unsigned bytes, row by row, each pixel's channels side by side. What is transparent shows
/// white. Immutable, as long as nobody writes to its array.
final class Pixels {
    private static final int OPAQUE = 255;

    private final int height;
    private final int width;
    private final int channels;
    private final byte[] values;

    /// @param values `height * width * channels` bytes, which are its own from now on
    Pixels(int height, int width, int channels, byte[] values) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.values = values;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int channels() {
        return channels;
    }

    /// Not a copy.
    byte[] values() {
        return values;
    }

    /// The pixels of `image`: values as they are stored, those of other than 8 bits brought to 0 to 255 and rounded,
    /// and no colour profile applied.
    ///
    /// @param channels 1 for gray, 3 for red, green and blue
    static Pixels of(BufferedImage image, int channels) {
        int height = image.getHeight();
        int width = image.getWidth();
        byte[] values = new byte[Math.multiplyExact(height * width, channels)];
        int[] row = new int[width];
        Samples samples = Samples.of(image);
        int to = 0;
        for (int y = 0; y < height; y++) {
            samples.argb(y, row);
            for (int argb : row) {
                int red = onWhite(argb >>> 16, argb >>> 24);
                int green = onWhite(argb >>> 8, argb >>> 24);
                int blue = onWhite(argb, argb >>> 24);
                if (channels == 1) {
                    values[to++] = (byte) luminance(red, green, blue);
                } else {
                    values[to++] = (byte) red;
                    values[to++] = (byte) green;
                    values[to++] = (byte) blue;
                }
            }
        }
        return new Pixels(height, width, channels, values);
    }

    private static int onWhite(int value, int alpha) {
        return alpha == OPAQUE
                ? value & 0xff
                : ((value & 0xff) * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
    }

    /// Rec. 601's weights, in 65,536ths and rounded, as Pillow has them. A gray stays what it is.
    private static int luminance(int red, int green, int blue) {
        return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
    }

    /// The same picture as it is meant to be seen.
    Pixels upright(Orientation orientation) {
        if (orientation.equals(Orientation.UPRIGHT)) {
            return this;
        }
        int seenHeight = orientation.transposed() ? width : height;
        int seenWidth = orientation.transposed() ? height : width;
        byte[] seen = new byte[values.length];
        for (int y = 0; y < seenHeight; y++) {
            for (int x = 0; x < seenWidth; x++) {
                int from = orientation.stored(x, y, width, height) * channels;
                System.arraycopy(values, from, seen, (y * seenWidth + x) * channels, channels);
            }
        }
        return new Pixels(seenHeight, seenWidth, channels, seen);
    }

    /// Rows of a decoded picture, as alpha, red, green and blue of 8 bits each.
    private interface Samples {
        void argb(int y, int[] row);

        /// The JDK holds grays to be linear, and would change them on the way to RGB: where samples are stored one by
        /// one, they are taken as they are.
        static Samples of(BufferedImage image) {
            int bits = image.getSampleModel().getSampleSize(0);
            int bands = image.getRaster().getNumBands();
            boolean plain = image.getColorModel() instanceof ComponentColorModel
                    && bits <= Short.SIZE
                    && !image.isAlphaPremultiplied();
            boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY && bands <= 2;
            if (plain && (gray || bands == 3 || bands == 4)) {
                return new Stored(image.getRaster(), bands, (1 << bits) - 1, new int[image.getWidth() * bands]);
            }
            return (y, row) -> image.getRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }

    /// @param bands 1: gray, 2: gray and alpha, 3: colours, 4: colours and alpha
    /// @param most the largest sample
    /// @param buffer room for a row
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(Raster raster, int bands, int most, int[] buffer) implements Samples {
        @Override
        public void argb(int y, int[] row) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, row.length, 1, buffer);
            int colors = bands < 3 ? 1 : 3;
            for (int x = 0; x < row.length; x++) {
                int first = x * bands;
                int alpha = bands > colors ? byteOf(buffer[first + colors]) : OPAQUE;
                int red = byteOf(buffer[first]);
                int green = colors == 1 ? red : byteOf(buffer[first + 1]);
                int blue = colors == 1 ? red : byteOf(buffer[first + 2]);
                row[x] = alpha << 24 | red << 16 | green << 8 | blue;
            }
        }

        private int byteOf(int sample) {
            return most == 255 ? sample : (sample * 255 + most / 2) / most;
        }
    }
}
