package dev.millrace.engine.vector;

import dev.millrace.engine.Golden;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/// A slice of more, so that what is written outside is seen; of any kernel set.
record GuardedBuffer(Buffer all, Buffer slice) {
    private static final int AROUND = 16;
    private static final float GUARD = 1e9f;

    static GuardedBuffer of(Kernels kernels, float[] values) {
        float[] more = new float[values.length + 4 * AROUND];
        Arrays.fill(more, GUARD);
        System.arraycopy(values, 0, more, AROUND, values.length);
        Buffer all = kernels.allocate(more.length);
        all.upload(FloatBuffer.wrap(more));
        return new GuardedBuffer(all, all.slice(AROUND, values.length));
    }

    float[] values() {
        return Golden.download(slice);
    }

    /// Whether nothing around the slice was written.
    boolean kept() {
        float[] more = Golden.download(all);
        for (int i = 0; i < more.length; i++) {
            boolean around = i < AROUND || i >= AROUND + slice.size();
            if (around && more[i] != GUARD) {
                return false;
            }
        }
        return true;
    }

    /// Kernel sets of which single operations are held against their definition.
    static Stream<KernelSet> sets() {
        return Stream.concat(
                Stream.of(VectorKernelSet.with(2)),
                Golden.KERNEL_SETS.stream().filter(set -> set.name().equals("cuda")));
    }
}
