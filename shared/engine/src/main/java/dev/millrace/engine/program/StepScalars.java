package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Scalars;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// The numbers that change from step to step, computed on the host in float32 as Keras does, and brought to where the
/// kernels read them; [Scalars] says what lies where.
final class StepScalars {
    private final Buffer buffer;
    private final FloatBuffer values;
    private final List<Integer> seeds = new ArrayList<>();

    /// @param seeds most that keys will be asked for
    StepScalars(Kernels kernels, int seeds) {
        this.buffer = kernels.allocate(Scalars.KEYS + DropoutMask.KEYS * seeds);
        this.values = FloatBuffer.allocate(buffer.size());
    }

    /// All of them.
    Buffer buffer() {
        return buffer;
    }

    /// Where the keys of masks that are drawn from `seed` are, in each step others.
    Buffer keys(int seed) {
        if (!seeds.contains(seed)) {
            seeds.add(seed);
        }
        return buffer.slice(Scalars.KEYS + DropoutMask.KEYS * seeds.indexOf(seed), DropoutMask.KEYS);
    }

    /// Writes those of the next step.
    ///
    /// @param iterations steps before it
    /// @param kept those slots of the optimizer that belong to no weight; changed where the step updates weights
    void next(Optimizer optimizer, long iterations, float[] kept) {
        OptimizerOptions options = optimizer.options();
        float learningRate = (float) optimizer.learningRate().at(iterations);
        long updates = options.updates(iterations);
        values.clear();
        if (options.updatesAfter(iterations)) {
            optimizer.coefficients(learningRate, updates + 1, kept, values);
        }
        boolean overwrites = options.emaOverwriteFrequency().isPresent()
                && (updates + 1) % options.emaOverwriteFrequency().getAsInt() == 0;
        values.put(Scalars.LEARNING_RATE, learningRate)
                .put(Scalars.AVERAGE_MOMENTUM, updates == 0 ? 0 : (float) options.emaMomentum())
                .put(Scalars.AVERAGE_OVERWRITES, overwrites ? 1 : 0)
                .position(Scalars.KEYS);
        for (int i = 0; i < seeds.size(); i++) {
            DropoutMask.putKeys(seeds.get(i), iterations + 1, values);
        }
        buffer.upload(values.clear());
    }
}
