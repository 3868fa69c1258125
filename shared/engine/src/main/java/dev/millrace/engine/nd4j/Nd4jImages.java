package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.ImageKernels;
import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Windows over images: what lies under each window is copied to a row of its own, so that a convolution is the product
/// of a dense layer.
final class Nd4jImages implements ImageKernels {
    private final Nd4jKernels kernels;

    Nd4jImages(Nd4jKernels kernels) {
        this.kernels = kernels;
    }

    /// What is done with each cell of each window that lies within the image.
    @FunctionalInterface
    private interface Cell {
        /// @param window number of the window, over all images
        /// @param cell number of the cell in the window, row by row
        /// @param at where the channels of that place of the image begin
        void visit(int window, int cell, int at);
    }

    private static void visit(Window w, Images x, Images y, Cell cell) {
        for (int image = 0; image < y.count(); image++) {
            for (int row = 0; row < y.height(); row++) {
                for (int column = 0; column < y.width(); column++) {
                    int window = (image * y.height() + row) * y.width() + column;
                    for (int i = 0; i < w.height(); i++) {
                        int r = row * w.strideY() + i * w.dilationY() - w.top();
                        for (int j = 0; j < w.width(); j++) {
                            int c = column * w.strideX() + j * w.dilationX() - w.left();
                            if (r >= 0 && r < x.height() && c >= 0 && c < x.width()) {
                                cell.visit(
                                        window,
                                        i * w.width() + j,
                                        ((image * x.height() + r) * x.width() + c) * x.channels());
                            }
                        }
                    }
                }
            }
        }
    }

    private static FloatBuffer host(Images images) {
        return host(images.buffer());
    }

    private static FloatBuffer host(Buffer buffer) {
        return ((Nd4jBuffer) buffer).host();
    }

    /// What lies under each window: `(windows, cells * channels)`.
    private Matrix patches(Window w, Images x, Images y) {
        int rows = y.count() * y.height() * y.width();
        int columns = w.height() * w.width() * x.channels();
        return new Matrix(kernels.allocate(Math.multiplyExact(rows, columns)), rows, columns);
    }

    private static Op copyPatches(Window w, Images x, Images y, Matrix patches) {
        FloatBuffer from = host(x);
        FloatBuffer to = host(patches.buffer());
        int channels = x.channels();
        return () -> visit(
                w,
                x,
                y,
                (window, cell, at) -> to.put(window * patches.columns() + cell * channels, from, at, channels));
    }

    private static Matrix rows(Images images) {
        return new Matrix(images.buffer(), images.count() * images.height() * images.width(), images.channels());
    }

    @Override
    public Op conv2d(Window window, Images x, Buffer kernel, @Nullable Buffer bias, Activation activation, Images y) {
        Matrix patches = patches(window, x, y);
        var weights = new Matrix(kernel, patches.columns(), y.channels());
        return kernels.sequence(List.of(
                copyPatches(window, x, y, patches), kernels.dense(patches, weights, bias, activation, rows(y))));
    }

    @Override
    public Op conv2dGradient(
            Window window,
            Activation activation,
            Images x,
            Buffer kernel,
            Images y,
            Images dy,
            Buffer dKernel,
            @Nullable Buffer dBias,
            @Nullable Images dx) {
        Matrix patches = patches(window, x, y);
        Matrix below = dx == null ? null : patches(window, x, y);
        Op gradient = kernels.denseGradient(
                activation,
                patches,
                new Matrix(kernel, patches.columns(), y.channels()),
                rows(y),
                rows(dy),
                new Matrix(dKernel, patches.columns(), y.channels()),
                dBias,
                below);
        Op copy = copyPatches(window, x, y, patches);
        return dx == null || below == null
                ? kernels.sequence(List.of(copy, gradient))
                : kernels.sequence(List.of(copy, gradient, addPatches(window, below, y, dx)));
    }

    private static Op addPatches(Window w, Matrix patches, Images y, Images dx) {
        FloatBuffer from = host(patches.buffer());
        FloatBuffer to = host(dx);
        int channels = dx.channels();
        return () -> {
            zero(to);
            visit(w, dx, y, (window, cell, at) -> {
                int patch = window * patches.columns() + cell * channels;
                for (int c = 0; c < channels; c++) {
                    to.put(at + c, to.get(at + c) + from.get(patch + c));
                }
            });
        };
    }

    private static void zero(FloatBuffer values) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, 0);
        }
    }

    @Override
    public Op maxPool(Window window, Images x, Images y) {
        FloatBuffer from = host(x);
        FloatBuffer to = host(y);
        int channels = x.channels();
        return () -> {
            for (int i = 0; i < to.capacity(); i++) {
                to.put(i, Float.NEGATIVE_INFINITY);
            }
            visit(window, x, y, (at, cell, place) -> {
                for (int c = 0; c < channels; c++) {
                    int out = at * channels + c;
                    to.put(out, Math.max(to.get(out), from.get(place + c)));
                }
            });
        };
    }

    @Override
    public Op maxPoolGradient(Window window, Images x, Images y, Images dy, Images dx) {
        FloatBuffer in = host(x);
        FloatBuffer out = host(y);
        FloatBuffer from = host(dy);
        FloatBuffer to = host(dx);
        int channels = x.channels();
        boolean[] given = new boolean[from.capacity()];
        return () -> {
            zero(to);
            Arrays.fill(given, false);
            visit(window, x, y, (at, cell, place) -> {
                for (int c = 0; c < channels; c++) {
                    int of = at * channels + c;
                    if (!given[of] && in.get(place + c) == out.get(of)) {
                        given[of] = true;
                        to.put(place + c, to.get(place + c) + from.get(of));
                    }
                }
            });
        };
    }

    /// How many cells of each window lie within the image.
    private static int[] counts(Window window, Images x, Images y) {
        int[] counts = new int[y.count() * y.height() * y.width()];
        visit(window, x, y, (at, cell, place) -> counts[at]++);
        return counts;
    }

    @Override
    public Op averagePool(Window window, Images x, Images y) {
        FloatBuffer from = host(x);
        FloatBuffer to = host(y);
        int channels = x.channels();
        int[] counts = counts(window, x, y);
        double[] sums = new double[to.capacity()];
        return () -> {
            Arrays.fill(sums, 0);
            visit(window, x, y, (at, cell, place) -> {
                for (int c = 0; c < channels; c++) {
                    sums[at * channels + c] += from.get(place + c);
                }
            });
            for (int i = 0; i < sums.length; i++) {
                to.put(i, (float) (sums[i] / counts[i / channels]));
            }
        };
    }

    @Override
    public Op averagePoolGradient(Window window, Images dy, Images dx) {
        FloatBuffer from = host(dy);
        FloatBuffer to = host(dx);
        int channels = dx.channels();
        int[] counts = counts(window, dx, dy);
        return () -> {
            zero(to);
            visit(window, dx, dy, (at, cell, place) -> {
                for (int c = 0; c < channels; c++) {
                    to.put(place + c, to.get(place + c) + from.get(at * channels + c) / counts[at]);
                }
            });
        };
    }
}
