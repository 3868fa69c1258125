package dev.millrace.engine.vector;

import java.util.Arrays;

/// Room for the values behind the last whole vector: computed with as one vector more, they take the same way as the
/// others and no mask.
final class Rest {
    /// Operands of an operation, at most.
    private static final int OPERANDS = 4;

    private static final ThreadLocal<float[]> ROOM = ThreadLocal.withInitial(() -> new float[OPERANDS * Lanes.COUNT]);

    private Rest() {}

    /// The calling thread's room.
    static float[] room() {
        return ROOM.get();
    }

    /// The sum of the first vector of a room. For loops that the compiler may inline so deep that it would allocate the
    /// argument of `Lanes.sum`.
    static float sum(float... room) {
        float sum = 0;
        for (int i = 0; i < Lanes.COUNT; i++) {
            sum += room[i];
        }
        return sum;
    }

    /// The calling thread's room, with `n` values of `x` and then zeros where its first vector is.
    static float[] of(float[] x, int from, int n) {
        float[] room = ROOM.get();
        System.arraycopy(x, from, room, 0, n);
        Arrays.fill(room, n, Lanes.COUNT, 0);
        return room;
    }
}
