package dev.millrace.engine.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Rows times a factor for each column, plus an offset for each.
final class Rescale {
    /// Values that short rows are gathered to, as far as whole rows go into them.
    private static final int TOGETHER = 256;

    /// Of one row or of several, one after another.
    private final float[] scale;

    private final float[] offset;

    Rescale(float[] scale, float[] offset) {
        int rows = Math.max(1, TOGETHER / scale.length);
        this.scale = repeated(scale, rows);
        this.offset = repeated(offset, rows);
    }

    private static float[] repeated(float[] row, int rows) {
        float[] repeated = Arrays.copyOf(row, row.length * rows);
        for (int i = row.length; i < repeated.length; i++) {
            repeated[i] = repeated[i - row.length];
        }
        return repeated;
    }

    /// Whether zeros become something else.
    boolean moves() {
        for (float value : offset) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    /// `to[i] = from[i] * scale + offset` for `count` values, whole rows, from `index` on; the two may be the same.
    void apply(VectorBuffer from, VectorBuffer to, int index, int count) {
        for (int i = 0; i < count; i += scale.length) {
            rows(
                    from.array(),
                    from.offset() + index + i,
                    to.array(),
                    to.offset() + index + i,
                    Math.min(scale.length, count - i));
        }
    }

    private void rows(float[] x, int from, float[] y, int at, int n) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            VectorMask<Float> mask = Lanes.first(n - i);
            FloatVector.fromArray(Lanes.SPECIES, x, from + i, mask)
                    .mul(FloatVector.fromArray(Lanes.SPECIES, scale, i, mask))
                    .add(FloatVector.fromArray(Lanes.SPECIES, offset, i, mask))
                    .intoArray(y, at + i, mask);
        }
    }
}
