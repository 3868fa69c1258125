package dev.millrace.wire;

import dev.millrace.wire.Safetensors.DType;
import java.util.List;

/// What the mini-batches of a run have in common.
///
/// @param inputs type of every input value
/// @param inputShape of one input
/// @param scale finite factor that turns stored inputs into what the network sees
/// @param targets type of every target value
/// @param targetShape of one target: none for a class number
/// @param weighted whether each example has a weight
public record BatchForm(
        DType inputs,
        List<Integer> inputShape,
        float scale,
        DType targets,
        List<Integer> targetShape,
        boolean weighted) {
    /// Names, numbers and punctuation of a header, its run id and shapes aside.
    private static final int HEADER_BYTES = 560;

    private static final int BYTES_PER_SIZE = 12;

    public BatchForm {
        inputShape = List.copyOf(inputShape);
        targetShape = List.copyOf(targetShape);
    }

    /// Upper bound of the bytes of a record with `examples` examples.
    public long bytes(String runId, int examples) {
        long header = HEADER_BYTES + runId.length() + (long) BYTES_PER_SIZE * (inputShape.size() + targetShape.size());
        return header + examples * bytesPerExample();
    }

    /// The most examples that fit into a record of so many bytes; 0 where not even one does.
    public int examplesPerRecord(String runId, int recordBytes) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, (recordBytes - bytes(runId, 0)) / bytesPerExample()));
    }

    private long bytesPerExample() {
        return size(inputs, inputShape) + size(targets, targetShape) + (weighted ? Float.BYTES : 0);
    }

    private static long size(DType dtype, List<Integer> shape) {
        long size = dtype.bytes();
        for (int dim : shape) {
            size = Math.multiplyExact(size, (long) dim);
        }
        return size;
    }
}
