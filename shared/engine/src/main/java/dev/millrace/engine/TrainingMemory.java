package dev.millrace.engine;

import dev.millrace.engine.kernel.DeviceUse;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The memory that training a model takes, known before any of it is asked for; in bytes.
///
/// @param parameters how many numbers are trained
/// @param weights with their gradients and what the optimizer keeps of each
/// @param activations of one mini-batch, forwards and backwards
/// @param checkpoint a copy of the weights and of the optimizer's state, which is published while training goes on
public record TrainingMemory(long parameters, long weights, long activations, long checkpoint) {
    /// What a process needs beside, in bytes: what is on its way from and to the brokers, and room for the collector. A
    /// trainer with a heap of 371 MB trained what takes 282 MB here, and ran out of memory with 299.
    private static final long RESERVE = 64L << 20;

    private static final int RESERVED_SHARE = 5;

    /// Parts of sums and records of steps take some of a device's memory.
    private static final int DEVICE_RESERVED_SHARE = 20;

    /// What a kernel set needs for `model`, trained in mini-batches of `batchSize`.
    public static TrainingMemory of(Sequential model, Compile compile, int batchSize) {
        List<VariableSpec> specs = model.weights();
        long parameters = count(specs);
        long slots = count(compile.optimizer().slots(model.trainableWeights()));
        long perExample = model.shapes().stream().mapToLong(Shape::size).sum();
        return new TrainingMemory(
                parameters,
                Float.BYTES * (2 * parameters + slots),
                2L * Float.BYTES * perExample * batchSize,
                Float.BYTES * (parameters + slots));
    }

    private static long count(List<VariableSpec> specs) {
        return specs.stream().mapToLong(spec -> spec.shape().size()).sum();
    }

    /// All of it.
    public long total() {
        return weights + activations + checkpoint;
    }

    /// Refuses what cannot fit into the memory of this process, or of the device that the kernel set computes on.
    ///
    /// @throws DescriptionException saying what training takes, and what there is
    public void check(KernelSet kernelSet) {
        // First, as a device that has failed is taken anew then.
        long memory = kernelSet.memory();
        Optional<DeviceUse> device = kernelSet.device();
        if (device.isPresent()) {
            checkDevice(device.get().name(), memory);
            new TrainingMemory(parameters, 0, 0, checkpoint)
                    .check(Runtime.getRuntime().maxMemory());
        } else {
            check(memory);
        }
    }

    /// Refuses what cannot fit into `free` bytes of a device, which holds all but the checkpoint.
    void checkDevice(String name, long free) {
        long missing = weights + activations + Math.max(free / DEVICE_RESERVED_SHARE, RESERVE) - free;
        if (missing > 0) {
            throw new DescriptionException(String.format(
                    Locale.ROOT,
                    "Training takes about %,d MB of the memory of %s: %,d for the %,d parameters with their gradients and"
                            + " the optimizer's state, %,d for a mini-batch. There are %,d MB free: with what kernels keep"
                            + " for themselves, %,d MB are missing. Train a smaller model or smaller mini-batches.",
                    megabytes(weights + activations),
                    name,
                    megabytes(weights),
                    parameters,
                    megabytes(activations),
                    free >> 20,
                    megabytes(missing)));
        }
    }

    /// Refuses what cannot fit into `there` bytes, of which the rest of the process takes its part.
    void check(long there) {
        if (total() > there - Math.max(there / RESERVED_SHARE, RESERVE)) {
            throw new DescriptionException(String.format(
                    Locale.ROOT,
                    "Training takes about %,d MB: %,d for the %,d parameters with their gradients and the optimizer's"
                            + " state, %,d for a mini-batch, %,d for a checkpoint. There are %,d MB, of which the rest of"
                            + " the process takes some. Give the process more memory (-Xmx), or train a smaller model or"
                            + " smaller mini-batches.",
                    megabytes(total()),
                    megabytes(weights),
                    parameters,
                    megabytes(activations),
                    megabytes(checkpoint),
                    there >> 20));
        }
    }

    private static long megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20);
    }
}
