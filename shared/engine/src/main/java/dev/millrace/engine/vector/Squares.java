package dev.millrace.engine.vector;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Max pooling of windows of 2 x 2 side by side, of what is never written to memory: it is noted which of the four was
/// the largest, and the gradient of all four comes from that.
///
/// @param shape of the convolution whose results are pooled, all of them
/// @param p the largest of each window
/// @param places which of the four that was, 0 to 3 and the first of equal ones; -1 where no gradient passes
/// @param least what the largest must exceed for a gradient to pass: 0 of a ReLU, or negative infinity
/// @param dp the gradient with respect to the largest
record Squares(ConvolutionShape shape, VectorBuffer p, VectorBuffer places, float least, VectorBuffer dp)
        implements GradientSource {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /// Pools the results of images, one after another from `y[start..]` on.
    void pool(float[] y, int start, int image, int images) {
        int n = shape.out();
        int row = shape.outWidth() * n;
        int at = start;
        int to = image * shape.result() / 4;
        for (int i = 0; i < images * shape.outHeight() / 2; i++) {
            for (int j = 0; j < row; j += 2 * n) {
                pool(n, y, at + j, row, to);
                to += n;
            }
            at += 2 * row;
        }
    }

    private void pool(int n, float[] y, int at, int row, int to) {
        FloatVector blocked = FloatVector.broadcast(S, -1);
        FloatVector floor = FloatVector.broadcast(S, least);
        for (int i = 0; i < n; i += L) {
            FloatVector y0 = FloatVector.fromArray(S, y, at + i);
            FloatVector y1 = FloatVector.fromArray(S, y, at + n + i);
            FloatVector y2 = FloatVector.fromArray(S, y, at + row + i);
            FloatVector y3 = FloatVector.fromArray(S, y, at + row + n + i);
            FloatVector max = y0.max(y1).max(y2.max(y3));
            max.intoArray(p.array(), p.offset() + to + i);
            FloatVector place = FloatVector.broadcast(S, 3).blend(2, y2.compare(EQ, max));
            place = place.blend(1, y1.compare(EQ, max)).blend(0, y0.compare(EQ, max));
            blocked.blend(place, max.compare(GT, floor)).intoArray(places.array(), places.offset() + to + i);
        }
    }

    /// The gradient with respect to all results of images, one after another from `dz[start..]` on.
    void spread(int image, int images, float[] dz, int start) {
        int row = shape.outWidth() * shape.out();
        int from = image * shape.result() / 4;
        for (int i = 0; i < images * shape.outHeight() / 2; i++) {
            for (int column = 0; column < shape.out(); column += L) {
                row(from + column, dz, start + 2 * i * row + column, shape.out(), row);
            }
            from += row / 2;
        }
    }

    /// Rows of windows.
    @Override
    public int together(int most) {
        int windows = 2 * shape.outWidth();
        return most / windows * windows;
    }

    @Override
    public void copy(int first, int count, int column, float[] to) {
        int width = shape.outWidth();
        int from = first / 4 * shape.out() + column;
        for (int row = 0; row < count / width; row += 2) {
            row(from, to, row * width * 2 * L, 2 * L, width * 2 * L);
            row(from + L, to, row * width * 2 * L + L, 2 * L, width * 2 * L);
            from += width / 2 * shape.out();
        }
    }

    /// One vector of channels of a row of windows.
    ///
    /// @param pixel from a pixel of `to` to the next
    /// @param row from a row of `to` to the next
    private void row(int from, float[] to, int start, int pixel, int row) {
        FloatVector zero = FloatVector.zero(S);
        int at = start;
        int place = places.offset() + from;
        int gradient = dp.offset() + from;
        for (int i = 0; i < shape.outWidth() / 2; i++) {
            FloatVector here = FloatVector.fromArray(S, places.array(), place);
            FloatVector dy = FloatVector.fromArray(S, dp.array(), gradient);
            zero.blend(dy, here.compare(EQ, 0)).intoArray(to, at);
            zero.blend(dy, here.compare(EQ, 1)).intoArray(to, at + pixel);
            zero.blend(dy, here.compare(EQ, 2)).intoArray(to, at + row);
            zero.blend(dy, here.compare(EQ, 3)).intoArray(to, at + row + pixel);
            at += 2 * pixel;
            place += shape.out();
            gradient += shape.out();
        }
    }
}
