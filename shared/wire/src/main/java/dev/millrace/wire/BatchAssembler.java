package dev.millrace.wire;

import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Puts mini-batches together from their records, in the order of the topic. A record that is no next part of what is
/// being put together begins anew, and what was incomplete is forgotten: at most one mini-batch is kept. For one
/// thread.
public final class BatchAssembler {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private final int maxExamples;
    private final List<BatchMessage> parts = new ArrayList<>();
    private long examples;

    /// @param maxExamples the batch size of the run: a mini-batch of more is not put together
    public BatchAssembler(int maxExamples) {
        this.maxExamples = maxExamples;
    }

    /// Takes the next record, whose value must stay as it is until the mini-batch is whole.
    ///
    /// @return the whole mini-batch, once this was its last part
    public Optional<BatchMessage> add(BatchMessage part) {
        if (part.parts() == 1) {
            forget();
            return Optional.of(part);
        }
        if (!parts.isEmpty() && !part.follows(parts.getLast())) {
            forget();
        }
        if (part.part() != parts.size() || examples + part.size() > maxExamples) {
            forget();
            return Optional.empty();
        }
        parts.add(part);
        examples += part.size();
        if (parts.size() < part.parts()) {
            return Optional.empty();
        }
        BatchMessage whole = new BatchMessage(
                part.runId(),
                part.split(),
                part.epoch(),
                part.step(),
                0,
                1,
                joined(BatchMessage::inputs),
                joined(BatchMessage::targets),
                part.weights().map(w -> joined(p -> p.weights().orElseThrow())),
                part.scale());
        forget();
        return Optional.of(whole);
    }

    private void forget() {
        parts.clear();
        examples = 0;
    }

    private Tensor joined(Function<BatchMessage, Tensor> of) {
        long bytes =
                parts.stream().mapToLong(p -> of.apply(p).data().remaining()).sum();
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("A mini-batch has at most " + MAX_BYTES + " bytes of one tensor."
                    + " Received: " + bytes + ". Train with a smaller batch_size.");
        }
        ByteBuffer data = ByteBuffer.allocate((int) bytes);
        parts.forEach(p -> data.put(of.apply(p).data()));
        Tensor first = of.apply(parts.getFirst());
        List<Integer> shape = new ArrayList<>(first.shape());
        shape.set(0, (int) examples);
        return new Tensor(first.dtype(), shape, data.flip());
    }
}
