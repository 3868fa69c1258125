package dev.millrace.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.predictions.Prediction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One example of every message, by the name of its golden file.
final class Examples {
    static final String RUN = "digits-20261124-141500-3fa1";
    static final Instant TIME = Instant.parse("2026-11-24T14:15:00.123Z");
    private static final Origin LOADER = new Origin("data-loader", "loader-7d9f-1");
    static final Origin TRAINER = new Origin("trainer", "trainer-5c1b-1");
    static final Origin EVALUATOR = new Origin("evaluator", "evaluator-2a40-1");
    private static final String SHA256 = Digest.sha256Hex(ByteBuffer.wrap(Safetensors.encode(checkpoint())));

    private Examples() {}

    /// Every JSON message; the first part of each name is its schema's.
    static Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("run-1", run());
        all.put("command-1-stop", new Command.Stop(RUN, TIME));
        all.put("command-1-checkpoint-now", new Command.CheckpointNow(RUN, TIME));
        all.put("command-1-set-learning-rate", new Command.SetLearningRate(RUN, TIME, 0.0005));
        all.put(
                "event-1-accepted",
                new Event.Accepted(
                        RUN,
                        LOADER,
                        TIME,
                        tree("""
                                {"inputs": {"dtype": "U8", "shape": [28, 28], "scale": 0.003921569},
                                 "targets": {"kind": "classes", "count": 10, "names": []}, "weighted": false,
                                 "preparation": {"kind": "digit"}}
                                """),
                        List.of("Inputs of shape (28, 28) go into the model as (784,)."),
                        60000,
                        0,
                        10000,
                        600,
                        79111));
        all.put(
                "event-1-rejected",
                new Event.Rejected(
                        RUN, LOADER, TIME, "Unknown dataset: 'mnst'. Did you mean 'mnist'? Known: digits, mnist."));
        all.put("event-1-started", new Event.Started(RUN, TRAINER, TIME, 600));
        all.put("event-1-retried", new Event.Retried(RUN, TRAINER, TIME, 2));
        all.put("event-1-heartbeat", new Event.Heartbeat(RUN, TRAINER, TIME, 1, 742, 118.5, 0.03));
        all.put(
                "event-1-command-applied",
                new Event.CommandApplied(RUN, TRAINER, TIME, new Command.SetLearningRate(RUN, TIME, 0.0005), 742));
        all.put(
                "event-1-epoch-ended",
                new Event.EpochEnded(RUN, TRAINER, TIME, 0, 600, Map.of("loss", 0.4629, "accuracy", 0.8654), 7.4));
        all.put(
                "event-1-callbacks-applied",
                new Event.CallbacksApplied(
                        RUN,
                        TRAINER,
                        TIME,
                        0,
                        600,
                        Map.of(
                                "training", Map.of("loss", 0.4629, "accuracy", 0.8654),
                                "validation", Map.of("loss", 0.2417, "accuracy", 0.9288)),
                        0.001,
                        false,
                        List.of("step-000000600"),
                        List.of("Epoch 1: val_loss improved from None to 0.24170")));
        all.put("event-1-checkpointed", new Event.Checkpointed(RUN, TRAINER, TIME, "step-000000600", 600, 612, SHA256));
        all.put(
                "event-1-completed",
                new Event.Completed(
                        RUN,
                        TRAINER,
                        TIME,
                        "step-000001200-end",
                        1200,
                        SHA256,
                        List.of(
                                "Epoch 2: early stopping",
                                "Restoring model weights from the end of the best epoch: 1.")));
        all.put("event-1-stopped", new Event.Stopped(RUN, TRAINER, TIME, "step-000000742", 742, SHA256));
        all.put(
                "event-1-failed",
                new Event.Failed(
                        RUN,
                        TRAINER,
                        TIME,
                        "Training diverged: loss is NaN after step 18. Try a smaller learning_rate."));
        all.put(
                "event-1-evaluated",
                new Event.Evaluated(
                        RUN,
                        EVALUATOR,
                        TIME,
                        "step-000001200",
                        1,
                        1200,
                        Map.of("test", Map.of("loss", 0.1636, "accuracy", 0.9509))));
        all.put("metric-1", new Metric(RUN, Split.TRAINING, 0, 6, Map.of("loss", 2.2871, "accuracy", 0.1783), TIME));
        all.put("checkpoint-manifest-1", manifest("step-000000600", Safetensors.encode(checkpoint()), 1));
        all.putAll(MoreExamples.json());
        return all;
    }

    static Object named(String name) {
        return Objects.requireNonNull(json().get(name), name);
    }

    /// The type that a reader asks for.
    static Class<?> typeOf(Object message) {
        return switch (message) {
            case Event unused -> Event.class;
            case Command unused -> Command.class;
            case Prediction unused -> Prediction.class;
            default -> message.getClass();
        };
    }

    static BatchMessage batch() {
        ByteBuffer inputs = ByteBuffer.wrap(new byte[] {0, 51, (byte) 255, 7, 0, 102});
        ByteBuffer targets = ByteBuffer.wrap(new byte[] {3, 9});
        return new BatchMessage(
                RUN,
                Split.TRAINING,
                0,
                12,
                new Tensor(DType.U8, List.of(2, 3), inputs),
                new Tensor(DType.U8, List.of(2), targets),
                1 / 255f);
    }

    static Safetensors.Contents batchContents() {
        return switch (Safetensors.decode(ByteBuffer.wrap(batch().encode()))) {
            case Decoded.Ok<Safetensors.Contents> ok -> ok.value();
            case Decoded.Malformed<Safetensors.Contents> bad -> throw new AssertionError(bad.reason());
        };
    }

    /// What the chunks of a checkpoint make together, for a model of one layer.
    static Safetensors.Contents checkpoint() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("dense/kernel", floats(List.of(2, 1), 0.5f, -1.25f));
        tensors.put("dense/bias", floats(List.of(1), 0.125f));
        tensors.put("optimizer/dense/kernel/momentum", floats(List.of(2, 1), 0.01f, 0.02f));
        tensors.put("optimizer/dense/bias/momentum", floats(List.of(1), 0.03f));
        ByteBuffer iteration = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(
                "optimizer/iteration",
                new Tensor(DType.I64, List.of(), iteration.putLong(600).flip()));
        ByteBuffer scores = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(
                "scores",
                new Tensor(
                        DType.F64,
                        List.of(2),
                        scores.putDouble(27.5).putDouble(60).flip()));
        return new Safetensors.Contents(
                Map.of("keras.config", "{\"class_name\":\"Sequential\"}", "step_in_epoch", "0"), tensors);
    }

    /// The manifest of a checkpoint that is `file`, in so many chunks.
    static CheckpointManifest manifest(String checkpoint, byte[] file, int chunks) {
        return new CheckpointManifest(
                RUN,
                checkpoint,
                CheckpointManifest.Cause.EPOCH,
                1,
                600,
                612,
                chunks,
                file.length,
                Digest.sha256Hex(ByteBuffer.wrap(file)),
                new CheckpointManifest.Provenance(TRAINER, "0.1.0", "nd4j", 2, 1, 0),
                TIME);
    }

    private static Tensor floats(List<Integer> shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new Tensor(DType.F32, shape, bytes.flip());
    }

    private static RunRequested run() {
        return new RunRequested(
                RUN,
                "digits",
                tree("{\"mnist\": {}}"),
                tree("""
                        {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
                          {"class_name": "InputLayer", "config": {"batch_shape": [null, 784], "dtype": "float32", "name": "input"}},
                          {"class_name": "Dense", "config": {"name": "dense", "units": 10, "activation": "softmax"}}]}}
                        """),
                tree("{\"optimizer\":\"adam\",\"loss\":\"categorical_crossentropy\",\"metrics\":[\"accuracy\"]}"),
                new RunRequested.FitRef(
                        100,
                        2,
                        0.1,
                        true,
                        1,
                        Map.of(),
                        0,
                        0,
                        1,
                        tree("[{\"class_name\": \"EarlyStopping\", \"config\": {\"monitor\": \"val_loss\","
                                + " \"patience\": 3, \"restore_best_weights\": true}}]")),
                TIME);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
