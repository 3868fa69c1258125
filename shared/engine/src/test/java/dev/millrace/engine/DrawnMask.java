package dev.millrace.engine;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.engine.kernel.Kernels;
import java.nio.FloatBuffer;

/// What a dropout layer keeps in one step.
record DrawnMask(DropoutMask mask, int first, int second) {
    /// @param kernels where the keys of the step are
    static DrawnMask of(Kernels kernels, double rate, int seed, long step) {
        FloatBuffer keys = FloatBuffer.allocate(DropoutMask.KEYS);
        DropoutMask.putKeys(seed, step, keys);
        Buffer buffer = Golden.buffer(kernels, keys.array());
        float[] k = keys.array();
        return new DrawnMask(DropoutMask.of(rate, buffer), DropoutMask.key(k[0], k[1]), DropoutMask.key(k[2], k[3]));
    }

    /// The same where nobody else reads the keys.
    static DrawnMask of(double rate, int seed, long step) {
        try (Kernels kernels = KernelSets.vector().open()) {
            return of(kernels, rate, seed, step);
        }
    }

    float factor(int index) {
        return mask.factor(index, first, second);
    }
}
