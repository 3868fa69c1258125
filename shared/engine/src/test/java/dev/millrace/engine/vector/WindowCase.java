package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Images, results and a window between them, drawn from a seed or named; and values for them.
///
/// @param reference with their shapes
record WindowCase(SplittableRandom random, WindowReference reference) {
    private static final List<Integer> COUNTS = List.of(1, 1, 2, 3, 5, 17, 33);
    private static final List<Integer> CHANNELS = List.of(1, 1, 2, 3, 4, 5, 8, 16, 17, 24, 32, 40);

    static <T> T any(SplittableRandom random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /// Any window: larger than the image, with padding, strides and dilations, and with rows or columns left over.
    static WindowCase of(long seed) {
        var random = new SplittableRandom(seed);
        int height = 1 + random.nextInt(11);
        int width = 1 + random.nextInt(11);
        int windowHeight = 1 + random.nextInt(5);
        int windowWidth = 1 + random.nextInt(5);
        int dilationY = 1 + random.nextInt(3) / 2;
        int dilationX = 1 + random.nextInt(3) / 2;
        // not all of the window is padding
        int top = random.nextInt(2) * random.nextInt(Math.min(3, (windowHeight - 1) * dilationY + 1));
        int left = random.nextInt(2) * random.nextInt(Math.min(3, (windowWidth - 1) * dilationX + 1));
        int strideY = 1 + random.nextInt(3);
        int strideX = 1 + random.nextInt(3);
        var window = new Window(windowHeight, windowWidth, strideY, strideX, dilationY, dilationX, top, left);
        int outHeight = 1 + random.nextInt((height - 1 + top) / strideY + 1);
        int outWidth = 1 + random.nextInt((width - 1 + left) / strideX + 1);
        return new WindowCase(
                random,
                new WindowReference(
                        window,
                        any(random, COUNTS),
                        height,
                        width,
                        any(random, CHANNELS),
                        outHeight,
                        outWidth,
                        any(random, CHANNELS)));
    }

    /// The window of that size at every place where all of it is inside, or with padding so that results are as large
    /// as images.
    static WindowCase of(boolean same, int count, int size, int in, int side, int out) {
        var window = new Window(side, side, 1, 1, 1, 1, same ? (side - 1) / 2 : 0, same ? (side - 1) / 2 : 0);
        int results = same ? size : size - side + 1;
        return new WindowCase(
                new SplittableRandom(count), new WindowReference(window, count, size, size, in, results, results, out));
    }

    float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return values;
    }

    /// Few different values, so that some are equal.
    float[] steps(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextInt(-2, 3) / 2f;
        }
        return values;
    }

    float[] images() {
        return values(reference.image() * reference.in());
    }

    /// A slice of more, so that what is written outside is seen.
    static VectorBuffer buffer(float[] values) {
        VectorBuffer all = VectorBuffer.allocate(values.length + 64);
        all.upload(FloatBuffer.wrap(filled(values.length + 64)));
        VectorBuffer slice = all.slice(16, values.length);
        slice.upload(FloatBuffer.wrap(values));
        return slice;
    }

    private static float[] filled(int n) {
        float[] values = new float[n];
        Arrays.fill(values, 1e9f);
        return values;
    }

    /// Whether nothing around the slice was written.
    static boolean kept(VectorBuffer slice) {
        for (int i = 0; i < 16; i++) {
            if (slice.array()[i] != 1e9f || slice.array()[16 + slice.size() + i] != 1e9f) {
                return false;
            }
        }
        return true;
    }

    static float[] download(VectorBuffer buffer) {
        FloatBuffer values = FloatBuffer.allocate(buffer.size());
        buffer.download(values);
        return values.array();
    }

    Images x(Buffer buffer) {
        return new Images(buffer, reference.count(), reference.height(), reference.width(), reference.in());
    }

    Images y(Buffer buffer, int channels) {
        return new Images(buffer, reference.count(), reference.outHeight(), reference.outWidth(), channels);
    }
}
