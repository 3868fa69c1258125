package dev.millrace.datasets;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Inputs that are drawn when they are first asked for, and kept: the first mini-batch does not wait for the last.
final class DrawnInputs implements LabelledBytes.Inputs {
    private final int size;
    private final Pen pen;
    private final byte[] inputs;
    private final AtomicIntegerArray drawn;

    /// Draws one input.
    @FunctionalInterface
    interface Pen {
        /// Writes input `index` to `inputs` from `offset` on, where there are zeros, or the same bytes: two threads may
        /// draw it at once. The bytes depend on the index alone.
        void draw(int index, byte[] inputs, int offset);
    }

    /// @param count of inputs
    /// @param size of each, in bytes
    DrawnInputs(int count, int size, Pen pen) {
        this.size = size;
        this.pen = pen;
        inputs = new byte[Math.multiplyExact(count, size)];
        drawn = new AtomicIntegerArray(count);
    }

    @Override
    public void copy(int index, ByteBuffer target) {
        int offset = index * size;
        if (drawn.get(index) == 0) {
            pen.draw(index, inputs, offset);
            drawn.set(index, 1);
        }
        target.put(inputs, offset, size);
    }
}
