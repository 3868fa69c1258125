package dev.millrace.wire;

import dev.millrace.wire.Safetensors.DType;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One mini-batch, a safetensors file: tensors `x` and `y`, everything else in the file's metadata. Its name is
/// (run, split, epoch, step).
///
/// @param step in its epoch, counted from 0
/// @param inputs `(batch_size, …)` in the type they have at the source: `U8`, `I32` or `F32`
/// @param targets class numbers `(batch_size,)`: `U8` or `I32`
/// @param scale finite factor that turns stored inputs into what the network sees
public record BatchMessage(
        String runId,
        Split split,
        int epoch,
        int step,
        Safetensors.Tensor inputs,
        Safetensors.Tensor targets,
        float scale) {
    public BatchMessage {
        RunRequested.checkRunId(runId);
        if (epoch < 0 || step < 0) {
            throw new IllegalArgumentException(
                    "epoch and step are counted from 0. Received: epoch=" + epoch + ", step=" + step);
        }
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("x.scale is finite. Received: " + scale);
        }
        checkType("x", inputs, List.of(DType.U8, DType.I32, DType.F32));
        checkType("y", targets, List.of(DType.U8, DType.I32));
        List<Integer> x = inputs.shape();
        List<Integer> y = targets.shape();
        if (x.isEmpty() || y.size() != 1 || !x.getFirst().equals(y.getFirst()) || y.getFirst() == 0) {
            throw new IllegalArgumentException("'x' is of shape (batch_size, …) and 'y' of shape (batch_size,), for at"
                    + " least one example. Received: " + x + " and " + y);
        }
    }

    private static void checkType(String name, Safetensors.Tensor tensor, List<DType> types) {
        if (!types.contains(tensor.dtype())) {
            throw new IllegalArgumentException("'" + name + "' is one of " + types + ". Received: " + tensor.dtype());
        }
    }

    /// How many examples.
    public int size() {
        return targets.shape().getFirst();
    }

    /// Key of the record: `training/00000/000012`.
    public String key() {
        return key(split, epoch, step);
    }

    /// Key of the record of a mini-batch.
    public static String key(Split split, int epoch, int step) {
        return split.wireName() + "/" + padded(epoch, 5) + "/" + padded(step, 6);
    }

    private static String padded(int number, int digits) {
        String text = String.valueOf(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /// The record's value.
    public byte[] encode() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("run_id", runId);
        metadata.put("split", split.wireName());
        metadata.put("epoch", String.valueOf(epoch));
        metadata.put("step", String.valueOf(step));
        metadata.put("x.scale", String.valueOf(scale));
        return Safetensors.encode(new Safetensors.Contents(metadata, Map.of("x", inputs, "y", targets)));
    }

    /// The mini-batch in a record's value, if it has one; its tensors are views of the value.
    public static Decoded<BatchMessage> decode(@Nullable ByteBuffer value) {
        if (value == null) {
            return new Decoded.Malformed<>("no value where a mini-batch was expected");
        }
        return switch (Safetensors.decode(value)) {
            case Decoded.Malformed<Safetensors.Contents> bad -> new Decoded.Malformed<>(bad.reason());
            case Decoded.Ok<Safetensors.Contents> ok -> named(ok.value());
        };
    }

    private static Decoded<BatchMessage> named(Safetensors.Contents contents) {
        Safetensors.Tensor inputs = contents.tensors().get("x");
        Safetensors.Tensor targets = contents.tensors().get("y");
        if (inputs == null || targets == null) {
            return new Decoded.Malformed<>("a mini-batch has tensors 'x' and 'y', not "
                    + contents.tensors().keySet());
        }
        try {
            String split = text(contents, "split");
            return new Decoded.Ok<>(new BatchMessage(
                    text(contents, "run_id"),
                    Split.named(split).orElseThrow(() -> new IllegalArgumentException("unknown split '" + split + "'")),
                    Integer.parseInt(text(contents, "epoch")),
                    Integer.parseInt(text(contents, "step")),
                    inputs,
                    targets,
                    Float.parseFloat(text(contents, "x.scale"))));
        } catch (IllegalArgumentException e) {
            return new Decoded.Malformed<>("not a mini-batch: " + e.getMessage());
        }
    }

    private static String text(Safetensors.Contents contents, String name) {
        String text = contents.metadata().get(name);
        if (text == null) {
            throw new IllegalArgumentException("its metadata has no '" + name + "'. Received: "
                    + contents.metadata().keySet());
        }
        return text;
    }

    /// Upper bound of the value's size, in bytes, before there is one.
    public static int sizeOf(int batchSize, int inputBytesPerExample, int targetBytesPerExample, String runId) {
        long header = 400L + runId.length();
        long size = header + batchSize * ((long) inputBytesPerExample + targetBytesPerExample);
        return (int) Math.min(Integer.MAX_VALUE, size);
    }
}
