package dev.millrace.wire;

import dev.millrace.wire.Safetensors.DType;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One mini-batch, or one part of a mini-batch that is larger than a record: a safetensors file with tensors `x`, `y`
/// and, where examples have weights, `w`; everything else is in the file's metadata. The mini-batch's name is (run,
/// split, epoch, step).
///
/// @param step in its epoch, counted from 0
/// @param part which part of the mini-batch, counted from 0
/// @param parts how many parts the mini-batch has, at least one
/// @param inputs `(batch_size, …)` in the type they have at the source: `U8`, `I32` or `F32`
/// @param targets class numbers `(batch_size,)`, `U8` or `I32`; or values `(batch_size, …)`, `F32`
/// @param weights `(batch_size,)`, `F32`
/// @param scale finite factor that turns stored inputs into what the network sees
public record BatchMessage(
        String runId,
        Split split,
        int epoch,
        int step,
        int part,
        int parts,
        Safetensors.Tensor inputs,
        Safetensors.Tensor targets,
        Optional<Safetensors.Tensor> weights,
        float scale) {
    public BatchMessage {
        RunRequested.checkRunId(runId);
        if (epoch < 0 || step < 0) {
            throw new IllegalArgumentException(
                    "epoch and step are counted from 0. Received: epoch=" + epoch + ", step=" + step);
        }
        if (part < 0 || part >= parts) {
            throw new IllegalArgumentException(
                    "part is counted from 0, up to parts. Received: part=" + part + ", parts=" + parts);
        }
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("x.scale is finite. Received: " + scale);
        }
        checkType("x", inputs, List.of(DType.U8, DType.I32, DType.F32));
        checkType("y", targets, List.of(DType.U8, DType.I32, DType.F32));
        List<Integer> x = inputs.shape();
        List<Integer> y = targets.shape();
        if (x.isEmpty() || y.isEmpty() || !x.getFirst().equals(y.getFirst()) || y.getFirst() == 0) {
            throw new IllegalArgumentException("'x' and 'y' are of shape (batch_size, …), for at least one example."
                    + " Received: " + x + " and " + y);
        }
        weights.ifPresent(w -> {
            checkType("w", w, List.of(DType.F32));
            if (!w.shape().equals(List.of(y.getFirst()))) {
                throw new IllegalArgumentException(
                        "'w' is of shape (batch_size,), here [" + y.getFirst() + "]. Received: " + w.shape());
            }
        });
    }

    /// A mini-batch in one record, its examples without weights.
    public BatchMessage(
            String runId,
            Split split,
            int epoch,
            int step,
            Safetensors.Tensor inputs,
            Safetensors.Tensor targets,
            float scale) {
        this(runId, split, epoch, step, 0, 1, inputs, targets, Optional.empty(), scale);
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

    /// Key of the records of a mini-batch, the same for each of its parts.
    public static String key(Split split, int epoch, int step) {
        return split.wireName() + "/" + padded(epoch, 5) + "/" + padded(step, 6);
    }

    private static String padded(int number, int digits) {
        String text = String.valueOf(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /// Whether this part follows `before` in the same mini-batch.
    boolean follows(BatchMessage before) {
        return part == before.part + 1
                && parts == before.parts
                && step == before.step
                && epoch == before.epoch
                && split == before.split
                && runId.equals(before.runId)
                && Float.compare(scale, before.scale) == 0
                && alike(inputs, before.inputs)
                && alike(targets, before.targets)
                && weights.isPresent() == before.weights.isPresent();
    }

    /// Whether examples of both are of one type and shape.
    private static boolean alike(Safetensors.Tensor one, Safetensors.Tensor other) {
        List<Integer> shape = one.shape();
        return one.dtype() == other.dtype()
                && shape.size() == other.shape().size()
                && shape.subList(1, shape.size())
                        .equals(other.shape().subList(1, other.shape().size()));
    }

    /// The record's value.
    public byte[] encode() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("run_id", runId);
        metadata.put("split", split.wireName());
        metadata.put("epoch", String.valueOf(epoch));
        metadata.put("step", String.valueOf(step));
        metadata.put("part", String.valueOf(part));
        metadata.put("parts", String.valueOf(parts));
        metadata.put("x.scale", String.valueOf(scale));
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put("x", inputs);
        tensors.put("y", targets);
        weights.ifPresent(w -> tensors.put("w", w));
        return Safetensors.encode(new Safetensors.Contents(metadata, tensors));
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
                    Integer.parseInt(text(contents, "part")),
                    Integer.parseInt(text(contents, "parts")),
                    inputs,
                    targets,
                    Optional.ofNullable(contents.tensors().get("w")),
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
}
