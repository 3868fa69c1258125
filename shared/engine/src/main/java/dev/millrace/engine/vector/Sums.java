package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Sums of arrays.
final class Sums {
    private Sums() {}

    /// `y[at..at + n) += x[from..from + n)`
    static void add(int n, float[] x, int from, float[] y, int at) {
        int whole = Lanes.SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, x, from + i)
                    .add(FloatVector.fromArray(Lanes.SPECIES, y, at + i))
                    .intoArray(y, at + i);
        }
        if (whole < n) {
            VectorMask<Float> rest = Lanes.first(n - whole);
            FloatVector.fromArray(Lanes.SPECIES, x, from + whole, rest)
                    .add(FloatVector.fromArray(Lanes.SPECIES, y, at + whole, rest))
                    .intoArray(y, at + whole, rest);
        }
    }
}
