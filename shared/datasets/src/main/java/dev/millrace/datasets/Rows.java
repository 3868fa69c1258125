package dev.millrace.datasets;

import dev.millrace.nn.data.ExampleForm;
import dev.millrace.nn.data.Examples;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// Examples of fixed size, one after the other, in memory or in a file that is mapped: any of them is found at once,
/// and of a file only what is being read takes memory. Immutable.
public final class Rows implements Examples {
    private static final ValueLayout.OfFloat WEIGHT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

    private final ExampleForm form;
    private final MemorySegment rows;
    private final int stride;
    private final int inputBytes;
    private final int targetBytes;
    private final boolean weighted;
    private final int size;

    /// @param rows whole examples, as the schema says
    /// @throws DatasetException if there are more of them than can be counted
    public Rows(Schema schema, MemorySegment rows) {
        this.form = schema.form();
        this.rows = rows;
        this.stride = schema.stride();
        this.inputBytes = schema.inputs().bytes();
        this.targetBytes = schema.targets().bytes();
        this.weighted = schema.weighted();
        long count = rows.byteSize() / stride;
        if (count > Integer.MAX_VALUE) {
            throw new DatasetException(
                    "A split has at most " + Integer.MAX_VALUE + " examples. Received: " + count + " examples.");
        }
        this.size = (int) count;
    }

    @Override
    public ExampleForm form() {
        return form;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void copyInput(int index, ByteBuffer to) {
        copy((long) index * stride, inputBytes, to);
    }

    @Override
    public void copyTarget(int index, ByteBuffer to) {
        copy((long) index * stride + inputBytes, targetBytes, to);
    }

    @Override
    public float weight(int index) {
        return weighted ? rows.get(WEIGHT, (long) index * stride + inputBytes + targetBytes) : 1;
    }

    private void copy(long from, int bytes, ByteBuffer to) {
        int position = to.position();
        if (to.hasArray()) {
            MemorySegment.copy(rows, ValueLayout.JAVA_BYTE, from, to.array(), to.arrayOffset() + position, bytes);
            to.position(position + bytes);
        } else {
            to.put(rows.asSlice(from, bytes).asByteBuffer());
        }
    }
}
