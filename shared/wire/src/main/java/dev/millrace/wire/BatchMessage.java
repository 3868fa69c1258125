package dev.millrace.wire;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One mini-batch, a safetensors file: tensors `x` and `y`, everything else in the file's metadata. Its name is (run,
/// split, epoch, step).
///
/// @param step in its epoch, counted from 0
/// @param inputs `(batch_size, …)` in the type they have at the source
/// @param targets class numbers `(batch_size,)`
/// @param scale factor that turns stored inputs into what the network sees
public record BatchMessage(
        String runId,
        Split split,
        int epoch,
        int step,
        Safetensors.Tensor inputs,
        Safetensors.Tensor targets,
        float scale) {
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
        return String.format(Locale.ROOT, "%s/%05d/%06d", split.wireName(), epoch, step);
    }

    /// The record's value.
    public byte[] encode() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("run_id", runId);
        metadata.put("split", split.wireName());
        metadata.put("epoch", String.valueOf(epoch));
        metadata.put("step", String.valueOf(step));
        metadata.put("x.scale", String.valueOf(scale));
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put("x", inputs);
        tensors.put("y", targets);
        return Safetensors.encode(new Safetensors.Contents(metadata, tensors));
    }

    /// The mini-batch in a record's value; its tensors are views of the value.
    public static Decoded<BatchMessage> decode(ByteBuffer value) {
        return switch (Safetensors.decode(value)) {
            case Decoded.Malformed<Safetensors.Contents> bad -> new Decoded.Malformed<>(bad.reason());
            case Decoded.Ok<Safetensors.Contents> ok -> named(ok.value());
        };
    }

    private static Decoded<BatchMessage> named(Safetensors.Contents contents) {
        Map<String, String> metadata = contents.metadata();
        Safetensors.Tensor inputs = contents.tensors().get("x");
        Safetensors.Tensor targets = contents.tensors().get("y");
        if (inputs == null || targets == null) {
            return new Decoded.Malformed<>("a mini-batch has tensors 'x' and 'y', not "
                    + contents.tensors().keySet());
        }
        if (inputs.shape().isEmpty()
                || targets.shape().isEmpty()
                || !inputs.shape().getFirst().equals(targets.shape().getFirst())
                || targets.shape().getFirst() == 0) {
            return new Decoded.Malformed<>("'x' of shape " + inputs.shape() + " and 'y' of shape " + targets.shape()
                    + " are not as many examples");
        }
        try {
            return new Decoded.Ok<>(new BatchMessage(
                    metadata.getOrDefault("run_id", ""),
                    Split.valueOf(metadata.getOrDefault("split", "").toUpperCase(Locale.ROOT)),
                    Integer.parseInt(metadata.getOrDefault("epoch", "")),
                    Integer.parseInt(metadata.getOrDefault("step", "")),
                    inputs,
                    targets,
                    Float.parseFloat(metadata.getOrDefault("x.scale", "1"))));
        } catch (IllegalArgumentException e) {
            return new Decoded.Malformed<>("a mini-batch has split, epoch and step in its metadata: " + e.getMessage());
        }
    }

    /// Upper bound of the value's size, in bytes, before there is one.
    public static int sizeOf(int batchSize, int inputBytesPerExample, int targetBytesPerExample, String runId) {
        int header = 400 + runId.length();
        long size = header + (long) batchSize * (inputBytesPerExample + targetBytesPerExample);
        return (int) Math.min(Integer.MAX_VALUE, size);
    }
}
