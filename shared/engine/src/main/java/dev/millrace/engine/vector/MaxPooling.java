package dev.millrace.engine.vector;

import static jdk.incubator.vector.VectorOperators.EQ;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The largest value in each window, channel by channel, and the gradient, which goes to the first of the largest.
///
/// @param cells of the windows
/// @param image values of an image
/// @param channels of images and results
/// @param apart whether no pixel lies in two windows
record MaxPooling(Cells cells, int image, int channels, boolean apart) {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /// A window of which every cell is inside.
    private static final int SQUARE = 4;

    static MaxPooling of(ConvolutionShape shape) {
        var cells = Cells.of(shape);
        return new MaxPooling(cells, shape.image(), shape.in(), cells.apart(shape.image()));
    }

    /// Of one image.
    void forward(float[] x, int from, float[] y, int at) {
        int[] starts = cells.starts();
        int whole = S.loopBound(channels);
        for (int pixel = 0; pixel < starts.length - 1; pixel++) {
            int start = starts[pixel];
            int end = starts[pixel + 1];
            int to = at + pixel * channels;
            if (end - start == SQUARE) {
                four(start, whole, x, from, y, to);
            } else {
                any(start, end, whole, x, from, y, to);
            }
            for (int channel = whole; channel < channels; channel++) {
                y[to + channel] = largest(start, end, x, from + channel);
            }
        }
    }

    private void four(int start, int n, float[] x, int from, float[] y, int to) {
        int x0 = from + cells.cells()[start];
        int x1 = from + cells.cells()[start + 1];
        int x2 = from + cells.cells()[start + 2];
        int x3 = from + cells.cells()[start + 3];
        for (int i = 0; i < n; i += L) {
            FloatVector upper = FloatVector.fromArray(S, x, x0 + i).max(FloatVector.fromArray(S, x, x1 + i));
            FloatVector lower = FloatVector.fromArray(S, x, x2 + i).max(FloatVector.fromArray(S, x, x3 + i));
            upper.max(lower).intoArray(y, to + i);
        }
    }

    private void any(int start, int end, int n, float[] x, int from, float[] y, int to) {
        for (int i = 0; i < n; i += L) {
            FloatVector max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
            for (int cell = start; cell < end; cell++) {
                max = max.max(FloatVector.fromArray(S, x, from + cells.cells()[cell] + i));
            }
            max.intoArray(y, to + i);
        }
    }

    private float largest(int start, int end, float[] x, int from) {
        float max = Float.NEGATIVE_INFINITY;
        for (int cell = start; cell < end; cell++) {
            max = Math.max(max, x[from + cells.cells()[cell]]);
        }
        return max;
    }

    /// Of one image.
    void backward(float[] x, int from, float[] y, float[] dy, int yo, int dyo, float[] dx, int at) {
        int[] starts = cells.starts();
        int whole = S.loopBound(channels);
        Arrays.fill(dx, at, at + image, 0);
        for (int pixel = 0; pixel < starts.length - 1; pixel++) {
            int start = starts[pixel];
            int end = starts[pixel + 1];
            int row = pixel * channels;
            if (apart && end - start == SQUARE) {
                four(start, whole, x, from, y, yo + row, dy, dyo + row, dx, at);
            } else {
                spread(start, end, whole, x, from, y, yo + row, dy, dyo + row, dx, at);
            }
            for (int channel = whole; channel < channels; channel++) {
                int i = row + channel;
                int first = first(start, end, x, from + channel, y[yo + i]);
                if (first < end) {
                    dx[at + channel + cells.cells()[first]] += dy[dyo + i];
                }
            }
        }
    }

    private void four(
            int start, int n, float[] x, int from, float[] y, int yo, float[] dy, int dyo, float[] dx, int at) {
        FloatVector zero = FloatVector.zero(S);
        int c0 = cells.cells()[start];
        int c1 = cells.cells()[start + 1];
        int c2 = cells.cells()[start + 2];
        int c3 = cells.cells()[start + 3];
        for (int i = 0; i < n; i += L) {
            FloatVector max = FloatVector.fromArray(S, y, yo + i);
            FloatVector left = FloatVector.fromArray(S, dy, dyo + i);
            var here = FloatVector.fromArray(S, x, from + c0 + i).compare(EQ, max);
            zero.blend(left, here).intoArray(dx, at + c0 + i);
            left = left.blend(zero, here);
            here = FloatVector.fromArray(S, x, from + c1 + i).compare(EQ, max);
            zero.blend(left, here).intoArray(dx, at + c1 + i);
            left = left.blend(zero, here);
            here = FloatVector.fromArray(S, x, from + c2 + i).compare(EQ, max);
            zero.blend(left, here).intoArray(dx, at + c2 + i);
            left = left.blend(zero, here);
            here = FloatVector.fromArray(S, x, from + c3 + i).compare(EQ, max);
            zero.blend(left, here).intoArray(dx, at + c3 + i);
        }
    }

    private void spread(
            int start,
            int end,
            int n,
            float[] x,
            int from,
            float[] y,
            int yo,
            float[] dy,
            int dyo,
            float[] dx,
            int at) {
        FloatVector zero = FloatVector.zero(S);
        // equal to nothing
        FloatVector found = FloatVector.broadcast(S, Float.NaN);
        for (int i = 0; i < n; i += L) {
            FloatVector max = FloatVector.fromArray(S, y, yo + i);
            FloatVector gradient = FloatVector.fromArray(S, dy, dyo + i);
            for (int k = start; k < end; k++) {
                int cell = cells.cells()[k] + i;
                var here = FloatVector.fromArray(S, x, from + cell).compare(EQ, max);
                max = max.blend(found, here);
                FloatVector.fromArray(S, dx, at + cell)
                        .add(zero.blend(gradient, here))
                        .intoArray(dx, at + cell);
            }
        }
    }

    /// The first cell with that value.
    @SuppressWarnings("FloatingPointEquality") // one of them it is
    private int first(int start, int end, float[] x, int from, float value) {
        int cell = start;
        while (cell < end && x[from + cells.cells()[cell]] != value) {
            cell++;
        }
        return cell;
    }
}
