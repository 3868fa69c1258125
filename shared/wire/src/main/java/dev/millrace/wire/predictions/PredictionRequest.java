package dev.millrace.wire.predictions;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows that somebody wants a run's model to see: a safetensors file with the tensor `x`, everything else in its
/// metadata.
///
/// @param predictionId 1 to 100 letters, digits, `.`, `_` and `-`; the answer has it too
/// @param checkpoint whose weights are meant; the newest where none is named
/// @param inputs `(rows, …)` in the type that the run's examples have: `U8`, `I32` or `F32`
/// @param scale finite factor that turns stored inputs into what the network sees
/// @param time when, by the clock of whoever asks
public record PredictionRequest(
        String predictionId, String runId, Optional<String> checkpoint, Tensor inputs, float scale, Instant time) {
    private static final List<DType> TYPES = List.of(DType.U8, DType.I32, DType.F32);
    private static final int MAX_CHECKPOINT_LENGTH = 100;

    public PredictionRequest {
        checkPredictionId(predictionId);
        RunRequested.checkRunId(runId);
        checkpoint.ifPresent(name -> {
            if (name.isEmpty() || name.length() > MAX_CHECKPOINT_LENGTH) {
                throw new IllegalArgumentException("A checkpoint's name has 1 to " + MAX_CHECKPOINT_LENGTH
                        + " characters. Received: " + name.length());
            }
        });
        if (!TYPES.contains(inputs.dtype())) {
            throw new IllegalArgumentException("'x' is one of " + TYPES + ". Received: " + inputs.dtype());
        }
        if (inputs.shape().isEmpty() || inputs.shape().getFirst() == 0) {
            throw new IllegalArgumentException(
                    "'x' is of shape (rows, …), for at least one row. Received: " + inputs.shape());
        }
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("x.scale is finite. Received: " + scale);
        }
    }

    /// How many rows.
    public int rows() {
        return inputs.shape().getFirst();
    }

    /// The record's value.
    public byte[] encode() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("prediction_id", predictionId);
        metadata.put("run_id", runId);
        checkpoint.ifPresent(name -> metadata.put("checkpoint", name));
        metadata.put("x.scale", String.valueOf(scale));
        metadata.put("time", time.toString());
        return Safetensors.encode(new Safetensors.Contents(metadata, Map.of("x", inputs)));
    }

    /// The request in a record's value, if it has one; its tensor is a view of the value.
    public static Decoded<PredictionRequest> decode(@Nullable ByteBuffer value) {
        if (value == null) {
            return new Decoded.Malformed<>("no value where a request for predictions was expected");
        }
        return switch (Safetensors.decode(value)) {
            case Decoded.Malformed<Safetensors.Contents> bad -> new Decoded.Malformed<>(bad.reason());
            case Decoded.Ok<Safetensors.Contents> ok -> named(ok.value());
        };
    }

    private static Decoded<PredictionRequest> named(Safetensors.Contents contents) {
        Tensor inputs = contents.tensors().get("x");
        if (inputs == null) {
            return new Decoded.Malformed<>("a request for predictions has a tensor 'x', not "
                    + contents.tensors().keySet());
        }
        try {
            return new Decoded.Ok<>(new PredictionRequest(
                    text(contents, "prediction_id"),
                    text(contents, "run_id"),
                    Optional.ofNullable(contents.metadata().get("checkpoint")),
                    inputs,
                    Float.parseFloat(text(contents, "x.scale")),
                    Instant.parse(text(contents, "time"))));
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Decoded.Malformed<>("not a request for predictions: " + e.getMessage());
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

    /// Refuses an id that an answer cannot be found by.
    ///
    /// @throws IllegalArgumentException naming the id
    static void checkPredictionId(String id) {
        if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "A prediction id has 1 to 100 letters, digits, '.', '_' or '-'. Received: '" + id + "'");
        }
    }
}
