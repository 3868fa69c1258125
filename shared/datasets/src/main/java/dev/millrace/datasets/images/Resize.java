package dev.millrace.datasets.images;

import java.util.Arrays;

/// Brings pictures to another size, whatever becomes of their proportions. Along an axis that becomes shorter, a new
/// pixel is the mean of the old ones under it (area averaging); along one that becomes longer, it lies between its two
/// nearest (bilinear, pixels' centres at halves, edges repeated). All in whole numbers, rounded once: the same on every
/// machine.
final class Resize {
    private Resize() {}

    /// The weights of old pixels in each new one along an axis. All are over the same number.
    private static final class Axis {
        private final int[] first;
        private final int[][] weights;
        private final int total;

        Axis(int from, int to) {
            this.first = new int[to];
            this.weights = new int[to][];
            this.total = to < from ? from : 2 * to;
            for (int i = 0; i < to; i++) {
                if (to < from) {
                    average(i, from, to);
                } else {
                    interpolate(i, from, to);
                }
            }
        }

        /// Where an old pixel is `to` long, new pixel `i` reaches from `i * from` to `(i + 1) * from`.
        private void average(int i, int from, int to) {
            long start = (long) i * from;
            long end = start + from;
            first[i] = (int) (start / to);
            weights[i] = new int[(int) ((end + to - 1) / to) - first[i]];
            for (int k = 0; k < weights[i].length; k++) {
                long pixel = (long) (first[i] + k) * to;
                weights[i][k] = (int) (Math.min(end, pixel + to) - Math.max(start, pixel));
            }
        }

        /// The centre of new pixel `i` is at `(i + 1/2) from / to - 1/2`, here in `2 to`ths.
        private void interpolate(int i, int from, int to) {
            long centre = Math.clamp((2L * i + 1) * from - to, 0, 2L * to * (from - 1));
            first[i] = (int) (centre / (2L * to));
            int second = (int) (centre % (2L * to));
            weights[i] = second == 0 ? new int[] {total} : new int[] {total - second, second};
        }
    }

    /// The picture in `height` rows and `width` columns.
    static Pixels of(Pixels pixels, int height, int width) {
        if (pixels.height() == height && pixels.width() == width) {
            return pixels;
        }
        int channels = pixels.channels();
        var down = new Axis(pixels.height(), height);
        var along = new Axis(pixels.width(), width);
        long total = (long) down.total * along.total;
        byte[] result = new byte[Math.multiplyExact(height * width, channels)];
        long[] sums = new long[width * channels];
        // The last rows that were resized along: neighbours use some of the same.
        int[][] rows = new int[2][width * channels];
        int[] held = {-1, -1};
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < down.weights[y].length; k++) {
                int row = down.first[y] + k;
                if (held[row % 2] != row) {
                    along(pixels, row, along, rows[row % 2]);
                    held[row % 2] = row;
                }
                long weight = down.weights[y][k];
                int[] values = rows[row % 2];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += weight * values[i];
                }
            }
            for (int i = 0; i < sums.length; i++) {
                result[y * sums.length + i] = (byte) ((sums[i] + total / 2) / total);
            }
        }
        return new Pixels(height, width, channels, result);
    }

    private static void along(Pixels pixels, int row, Axis axis, int[] to) {
        int channels = pixels.channels();
        byte[] values = pixels.values();
        int start = row * pixels.width() * channels;
        for (int x = 0; x < axis.first.length; x++) {
            int[] weights = axis.weights[x];
            for (int channel = 0; channel < channels; channel++) {
                int at = start + axis.first[x] * channels + channel;
                int sum = 0;
                for (int weight : weights) {
                    sum += weight * (values[at] & 0xff);
                    at += channels;
                }
                to[x * channels + channel] = sum;
            }
        }
    }
}
