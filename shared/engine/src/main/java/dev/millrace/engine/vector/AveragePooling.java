package dev.millrace.engine.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The mean of each window's cells that are inside of the image, channel by channel, and its gradient.
///
/// @param cells of the windows
/// @param image values of an image
/// @param channels of images and results
record AveragePooling(Cells cells, int image, int channels) {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    static AveragePooling of(ConvolutionShape shape) {
        return new AveragePooling(Cells.of(shape), shape.image(), shape.in());
    }

    /// Of one image.
    void forward(float[] x, int from, float[] y, int at) {
        int[] starts = cells.starts();
        int whole = S.loopBound(channels);
        for (int pixel = 0; pixel < starts.length - 1; pixel++) {
            int start = starts[pixel];
            int end = starts[pixel + 1];
            int to = at + pixel * channels;
            means(start, end, whole, x, from, y, to);
            for (int channel = whole; channel < channels; channel++) {
                y[to + channel] = mean(start, end, x, from + channel);
            }
        }
    }

    private void means(int start, int end, int n, float[] x, int from, float[] y, int to) {
        float cellsInside = end - start;
        for (int i = 0; i < n; i += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int cell = start; cell < end; cell++) {
                sum = sum.add(FloatVector.fromArray(S, x, from + cells.cells()[cell] + i));
            }
            sum.div(cellsInside).intoArray(y, to + i);
        }
    }

    private float mean(int start, int end, float[] x, int from) {
        float sum = 0;
        for (int cell = start; cell < end; cell++) {
            sum += x[from + cells.cells()[cell]];
        }
        return sum / (end - start);
    }

    /// Of one image.
    void backward(float[] dy, int from, float[] dx, int at) {
        int[] starts = cells.starts();
        int whole = S.loopBound(channels);
        Arrays.fill(dx, at, at + image, 0);
        for (int pixel = 0; pixel < starts.length - 1; pixel++) {
            int start = starts[pixel];
            int end = starts[pixel + 1];
            int row = from + pixel * channels;
            spread(start, end, whole, dy, row, dx, at);
            for (int channel = whole; channel < channels; channel++) {
                float share = dy[row + channel] / (end - start);
                for (int cell = start; cell < end; cell++) {
                    dx[at + cells.cells()[cell] + channel] += share;
                }
            }
        }
    }

    private void spread(int start, int end, int n, float[] dy, int from, float[] dx, int at) {
        float cellsInside = end - start;
        for (int i = 0; i < n; i += L) {
            FloatVector share = FloatVector.fromArray(S, dy, from + i).div(cellsInside);
            for (int cell = start; cell < end; cell++) {
                int to = at + cells.cells()[cell] + i;
                FloatVector.fromArray(S, dx, to).add(share).intoArray(dx, to);
            }
        }
    }
}
