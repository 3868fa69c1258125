package dev.millrace.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes one mini-batch after another, without JSON where a mini-batch is like one shortly before it: the
/// headers of one run and split differ in epoch, part and step alone. The bytes are those of [BatchMessage]. For one
/// thread.
public final class BatchCodec {
    /// Full mini-batches or parts and last ones, of training and of what is scored.
    private static final int MAX_HEADERS = 4;

    private final Deque<BatchHeader> encoded = new ArrayDeque<>();
    private @Nullable BatchHeader decoded;

    /// A record's value that lacks the values of its tensors.
    ///
    /// @param step in its epoch
    /// @param part of the mini-batch, counted from 0
    /// @param parts of the mini-batch in all
    /// @param examples in this part, at least one
    public BatchRecord blank(
            String runId, Split split, int epoch, int step, int part, int parts, BatchForm form, int examples) {
        for (BatchHeader header : encoded) {
            if (header.fits(runId, split, parts, form, examples)) {
                return header.blank(epoch, part, step);
            }
        }
        BatchMessage like = new BatchMessage(
                runId,
                split,
                epoch,
                step,
                part,
                parts,
                zeros(form.inputs(), form.inputShape(), examples),
                zeros(form.targets(), form.targetShape(), examples),
                form.weighted() ? Optional.of(zeros(Safetensors.DType.F32, List.of(), examples)) : Optional.empty(),
                form.scale());
        BatchHeader header = Objects.requireNonNull(
                BatchHeader.of(ByteBuffer.wrap(like.encode()), like), "what is written here is written in our way");
        encoded.addFirst(header);
        if (encoded.size() > MAX_HEADERS) {
            encoded.removeLast();
        }
        return header.blank(epoch, part, step);
    }

    private static Safetensors.Tensor zeros(Safetensors.DType dtype, List<Integer> shape, int examples) {
        List<Integer> all = new ArrayList<>(List.of(examples));
        all.addAll(shape);
        int size = dtype.bytes();
        for (int dim : all) {
            size = Math.multiplyExact(size, dim);
        }
        return new Safetensors.Tensor(dtype, all, ByteBuffer.allocate(size));
    }

    /// The mini-batch, or part of one, in a record's value, if it has one; its tensors are views of the value.
    public Decoded<BatchMessage> decode(@Nullable ByteBuffer value) {
        if (value != null && decoded != null) {
            BatchMessage batch = decoded.read(value.slice());
            if (batch != null) {
                return new Decoded.Ok<>(batch);
            }
        }
        Decoded<BatchMessage> parsed = BatchMessage.decode(value);
        if (value != null && parsed instanceof Decoded.Ok<BatchMessage> ok) {
            decoded = BatchHeader.of(value.slice(), ok.value());
        }
        return parsed;
    }
}
