package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Window;
import java.util.Arrays;

/// Convolutions and pooling cell by cell, in double precision, with the sums of absolute values that errors are
/// measured by.
record WindowReference(Window window, int count, int height, int width, int in, int outHeight, int outWidth, int out) {
    /// A sum and that of its terms' absolute values.
    static final class Sums {
        final double[] sums;
        final double[] sizes;

        Sums(int n) {
            sums = new double[n];
            sizes = new double[n];
        }

        void add(int at, double value) {
            add(at, value, Math.abs(value));
        }

        void add(int at, double value, double size) {
            sums[at] += value;
            sizes[at] += size;
        }

        /// The term that is this value times the sum `of`.
        private void add(int at, float value, Sums of, int from) {
            add(at, value * of.sums[from], Math.abs(value) * of.sizes[from]);
        }
    }

    /// What is done with a pixel of a result and the pixel of the image under one of the window's cells.
    private interface Visit {
        void visit(int cell, int from, int to);
    }

    int image() {
        return count * height * width;
    }

    int pixels() {
        return count * outHeight * outWidth;
    }

    int cells() {
        return window.height() * window.width();
    }

    private void visit(Visit visit) {
        for (int to = 0; to < pixels(); to++) {
            visit(to, visit);
        }
    }

    private void visit(int to, Visit visit) {
        int y = to / outWidth % outHeight;
        int x = to % outWidth;
        for (int i = 0; i < window.height(); i++) {
            for (int j = 0; j < window.width(); j++) {
                int row = y * window.strideY() + i * window.dilationY() - window.top();
                int column = x * window.strideX() + j * window.dilationX() - window.left();
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    int image = to / (outHeight * outWidth);
                    visit.visit(i * window.width() + j, (image * height + row) * width + column, to);
                }
            }
        }
    }

    Sums convolution(float[] x, float[] kernel, float[] bias) {
        var sums = new Sums(pixels() * out);
        for (int i = 0; bias.length > 0 && i < pixels() * out; i++) {
            sums.add(i, bias[i % out]);
        }
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                for (int f = 0; f < out; f++) {
                    sums.add(to * out + f, (double) x[from * in + c] * kernel[(cell * in + c) * out + f]);
                }
            }
        });
        return sums;
    }

    Sums ofKernel(float[] x, Sums dz) {
        var sums = new Sums(cells() * in * out);
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                for (int f = 0; f < out; f++) {
                    sums.add((cell * in + c) * out + f, x[from * in + c], dz, to * out + f);
                }
            }
        });
        return sums;
    }

    Sums ofBias(Sums dz) {
        var sums = new Sums(out);
        for (int i = 0; i < dz.sums.length; i++) {
            sums.add(i % out, 1, dz, i);
        }
        return sums;
    }

    Sums ofImages(float[] kernel, Sums dz) {
        var sums = new Sums(image() * in);
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                for (int f = 0; f < out; f++) {
                    sums.add(from * in + c, kernel[(cell * in + c) * out + f], dz, to * out + f);
                }
            }
        });
        return sums;
    }

    float[] largest(float[] x) {
        float[] y = new float[pixels() * in];
        Arrays.fill(y, Float.NEGATIVE_INFINITY);
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                y[to * in + c] = Math.max(y[to * in + c], x[from * in + c]);
            }
        });
        return y;
    }

    Sums ofLargest(float[] x, float[] dy) {
        float[] y = largest(x);
        var sums = new Sums(image() * in);
        boolean[] given = new boolean[y.length];
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                int i = to * in + c;
                if (!given[i] && x[from * in + c] == y[i]) {
                    given[i] = true;
                    sums.add(from * in + c, dy[i]);
                }
            }
        });
        return sums;
    }

    /// Whether each window has a cell that is inside of the image.
    boolean somethingInside() {
        return Arrays.stream(inside()).allMatch(cells -> cells > 0);
    }

    private int[] inside() {
        int[] inside = new int[pixels()];
        visit((cell, from, to) -> inside[to]++);
        return inside;
    }

    Sums means(float[] x) {
        int[] inside = inside();
        var sums = new Sums(pixels() * in);
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                sums.add(to * in + c, x[from * in + c] / (double) inside[to]);
            }
        });
        return sums;
    }

    Sums ofMeans(float[] dy) {
        int[] inside = inside();
        var sums = new Sums(image() * in);
        visit((cell, from, to) -> {
            for (int c = 0; c < in; c++) {
                sums.add(from * in + c, dy[to * in + c] / (double) inside[to]);
            }
        });
        return sums;
    }
}
