package dev.millrace.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The value of a mini-batch's record whose tensors are yet to be filled in, where they are to lie: nothing is copied
/// afterwards. For one thread.
public final class BatchRecord {
    private final byte[] value;
    private final ByteBuffer inputs;
    private final ByteBuffer targets;
    private final @Nullable ByteBuffer weights;

    BatchRecord(byte[] value, ByteBuffer inputs, ByteBuffer targets, @Nullable ByteBuffer weights) {
        this.value = value;
        this.inputs = inputs;
        this.targets = targets;
        this.weights = weights;
    }

    /// Room for the inputs, little-endian.
    public ByteBuffer inputs() {
        return inputs;
    }

    /// Room for the targets, little-endian.
    public ByteBuffer targets() {
        return targets;
    }

    /// Room for the weights, little-endian.
    ///
    /// @throws IllegalStateException if examples have none
    public ByteBuffer weights() {
        if (weights == null) {
            throw new IllegalStateException("examples have no weights");
        }
        return weights;
    }

    /// The record's value.
    ///
    /// @throws IllegalStateException if a tensor is not full
    public byte[] value() {
        if (inputs.hasRemaining() || targets.hasRemaining() || (weights != null && weights.hasRemaining())) {
            throw new IllegalStateException("a tensor is not full");
        }
        return value;
    }
}
