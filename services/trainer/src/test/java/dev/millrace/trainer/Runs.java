package dev.millrace.trainer;

import dev.millrace.nn.Activation;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.CheckpointManifest.Cause;
import dev.millrace.wire.CheckpointManifest.Provenance;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Digest;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Split;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// A small run: 2 epochs of 3 mini-batches, 6 inputs, 3 classes.
final class Runs {
    static final String RUN = "small";
    static final int STEPS_PER_EPOCH = 3;
    static final int EPOCHS = 2;
    static final int STEPS = EPOCHS * STEPS_PER_EPOCH;
    private static final int BATCH_SIZE = 4;
    private static final int INPUTS = 6;
    private static final int CLASSES = 3;

    private Runs() {}

    static RunDescription described(Optimizer optimizer) {
        return described(optimizer, Activation.SOFTMAX, new CategoricalCrossentropy());
    }

    /// Adam, and these callbacks.
    static RunDescription described(CallbackSpec... callbacks) {
        RunDescription plain = described(new Adam());
        return new RunDescription(
                RUN, plain.model(), plain.compile(), plain.fit().withCallbacks(callbacks));
    }

    static RunDescription described(Optimizer optimizer, Activation last, Loss loss) {
        var model = Sequential.of(Shape.of(INPUTS), Dense.of(5, Activation.TANH), Dense.of(CLASSES, last));
        var compile = new Compile(optimizer, loss, Metrics.ACCURACY);
        return new RunDescription(
                RUN,
                model,
                compile,
                new Fit().withEpochs(EPOCHS).withBatchSize(BATCH_SIZE).withSeed(3));
    }

    /// The mini-batch of a step counted from the beginning of the run; the same one every time.
    static BatchMessage batch(int step) {
        return batch(RUN, Split.TRAINING, step);
    }

    static BatchMessage batch(String run, Split split, int step) {
        var random = new Random(step);
        byte[] inputs = new byte[BATCH_SIZE * INPUTS];
        random.nextBytes(inputs);
        byte[] targets = new byte[BATCH_SIZE];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (byte) random.nextInt(CLASSES);
        }
        return new BatchMessage(
                run,
                split,
                step / STEPS_PER_EPOCH,
                step % STEPS_PER_EPOCH,
                new Tensor(DType.U8, List.of(BATCH_SIZE, INPUTS), ByteBuffer.wrap(inputs)),
                new Tensor(DType.U8, List.of(BATCH_SIZE), ByteBuffer.wrap(targets)),
                1 / 255f);
    }

    /// The manifest of a checkpoint that is `file`, in one chunk.
    static CheckpointManifest manifest(Cause cause, Position position, String kernels, byte[] file) {
        return new CheckpointManifest(
                RUN,
                "step-" + position.step(),
                cause,
                position.epoch(),
                position.step(),
                position.nextOffset(),
                1,
                file.length,
                Digest.sha256Hex(ByteBuffer.wrap(file)),
                new Provenance(new Origin("trainer", "here"), "0", kernels, 1, 3, 0),
                Instant.EPOCH);
    }

    /// A state's way through a checkpoint.
    static TrainingState throughBytes(TrainingState state) {
        byte[] bytes = state.encode();
        var manifest = manifest(Cause.INTERVAL, state.position(), state.kernels(), bytes);
        return switch (Safetensors.decode(ByteBuffer.wrap(bytes))) {
            case Decoded.Ok<Safetensors.Contents> ok -> {
                var checkpoint = new Checkpoint(manifest, ok.value());
                yield TrainingState.decode(checkpoint.contents(), checkpoint.manifest());
            }
            case Decoded.Malformed<Safetensors.Contents> bad -> throw new AssertionError(bad.reason());
        };
    }
}
