package dev.millrace.trainer;

import dev.millrace.engine.fit.CallbackState;
import dev.millrace.keras.ModelTensors;
import dev.millrace.nn.TrainedModel;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Everything that training depends on between two steps; what a checkpoint holds.
///
/// The same training gives the same bytes: nothing here says which run it was, or when.
///
/// @param trained weights and optimizer state
/// @param scores the running sums behind the epoch's loss and metrics
/// @param position where training stands
/// @param epochEndDue whether callbacks are still to be told that the epoch before the position's has ended
/// @param callbacks what callbacks remember, by name
/// @param kernels the exact name of the kernel set that computed it
public record TrainingState(
        TrainedModel trained,
        List<Double> scores,
        Position position,
        boolean epochEndDue,
        Map<String, CallbackState> callbacks,
        String kernels) {
    private static final String SCORES = "scores";
    private static final String STEP_IN_EPOCH = "step_in_epoch";
    private static final String EPOCH_END_DUE = "epoch_end_due";

    public TrainingState {
        scores = List.copyOf(scores);
        callbacks = Collections.unmodifiableMap(new TreeMap<>(callbacks));
    }

    /// The state as one array: a safetensors file.
    public byte[] encode() {
        return Safetensors.encode(contents());
    }

    /// What the file holds; views of the state where they can be.
    public Safetensors.Contents contents() {
        Safetensors.Contents model = ModelTensors.write(trained);
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>(model.tensors());
        ByteBuffer sums = ByteBuffer.allocate(scores.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        scores.forEach(sums::putDouble);
        tensors.put(SCORES, new Safetensors.Tensor(Safetensors.DType.F64, List.of(scores.size()), sums.flip()));
        tensors.putAll(CallbackTensors.write(callbacks));
        Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
        metadata.put(STEP_IN_EPOCH, String.valueOf(position.stepInEpoch()));
        metadata.put(EPOCH_END_DUE, String.valueOf(epochEndDue));
        return new Safetensors.Contents(metadata, tensors);
    }

    /// The state in a checkpoint that was found to be whole.
    ///
    /// @throws TrainingException if it is not a checkpoint of training
    public static TrainingState decode(Safetensors.Contents contents, CheckpointManifest manifest) {
        Safetensors.Tensor sums = contents.tensors().get(SCORES);
        String stepInEpoch = contents.metadata().get(STEP_IN_EPOCH);
        String epochEndDue = contents.metadata().get(EPOCH_END_DUE);
        if (sums == null || stepInEpoch == null || epochEndDue == null) {
            throw new TrainingException("Checkpoint '" + manifest.checkpoint() + "' lacks '" + SCORES + "', '"
                    + STEP_IN_EPOCH + "' or '" + EPOCH_END_DUE + "'. It was not written by a trainer of this version.");
        }
        var doubles = sums.data().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
        var scores =
                IntStream.range(0, doubles.remaining()).mapToObj(doubles::get).toList();
        TrainedModel trained = ModelTensors.read(contents);
        return new TrainingState(
                trained,
                scores,
                new Position(manifest.epoch(), Integer.parseInt(stepInEpoch), manifest.step(), manifest.nextOffset()),
                Boolean.parseBoolean(epochEndDue),
                CallbackTensors.read(contents.tensors(), trained.model()),
                manifest.provenance().kernels());
    }
}
