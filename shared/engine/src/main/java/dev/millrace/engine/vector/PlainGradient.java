package dev.millrace.engine.vector;

import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// That gradient in memory, a row for each pixel.
///
/// @param dz that gradient, or where there is a `relu` the gradient with respect to what came out of it
/// @param columns of it
/// @param relu what came out of a ReLU that is still to be gone through
record PlainGradient(VectorBuffer dz, int columns, @Nullable VectorBuffer relu) implements GradientSource {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    @Override
    public int together(int most) {
        return most;
    }

    @Override
    public void copy(int first, int count, int column, float[] to) {
        int at = first * columns + column;
        if (column + 2 * L > columns) {
            part(at, count, columns - column, to);
        } else if (relu == null) {
            whole(dz.array(), dz.offset() + at, count, to);
        } else {
            positive(relu.array(), relu.offset() + at, dz.array(), dz.offset() + at, count, to);
        }
    }

    private void whole(float[] from, int start, int count, float[] to) {
        int at = start;
        for (int i = 0; i < count; i++) {
            FloatVector.fromArray(S, from, at).intoArray(to, 2 * L * i);
            FloatVector.fromArray(S, from, at + L).intoArray(to, 2 * L * i + L);
            at += columns;
        }
    }

    private void positive(float[] y, int yo, float[] dy, int start, int count, float[] to) {
        FloatVector zero = FloatVector.zero(S);
        int at = start;
        int yt = yo;
        for (int i = 0; i < count; i++) {
            FloatVector y0 = FloatVector.fromArray(S, y, yt);
            FloatVector y1 = FloatVector.fromArray(S, y, yt + L);
            zero.blend(FloatVector.fromArray(S, dy, at), y0.compare(GT, zero)).intoArray(to, 2 * L * i);
            zero.blend(FloatVector.fromArray(S, dy, at + L), y1.compare(GT, zero))
                    .intoArray(to, 2 * L * i + L);
            at += columns;
            yt += columns;
        }
    }

    private void part(int at, int count, int n, float[] to) {
        for (int i = 0; i < count; i++) {
            int row = at + i * columns;
            for (int j = 0; j < 2 * L; j++) {
                boolean passes = j < n && (relu == null || relu.array()[relu.offset() + row + j] > 0);
                to[2 * L * i + j] = passes ? dz.array()[dz.offset() + row + j] : 0;
            }
        }
    }
}
