package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import java.nio.FloatBuffer;
import java.util.Objects;

/// Part of an array on the heap: what the Vector API reads and writes fastest.
// The array is where the values are: two buffers are alike if they share it.
@SuppressWarnings("ArrayRecordComponent")
record VectorBuffer(float[] array, int offset, int size) implements Buffer {
    VectorBuffer {
        Objects.checkFromIndexSize(offset, size, array.length);
    }

    /// Zeros.
    static VectorBuffer allocate(int size) {
        return new VectorBuffer(Lanes.array(size), 0, size);
    }

    static VectorBuffer of(Buffer buffer) {
        return (VectorBuffer) buffer;
    }

    static VectorBuffer of(Matrix matrix) {
        return of(matrix.buffer());
    }

    @Override
    public VectorBuffer slice(int from, int length) {
        Objects.checkFromIndexSize(from, length, size);
        return new VectorBuffer(array, offset + from, length);
    }

    @Override
    public void upload(FloatBuffer values) {
        if (values.remaining() != size) {
            throw new IllegalArgumentException(
                    "A buffer of " + size + " values takes as many. Received: " + values.remaining());
        }
        values.get(array, offset, size);
    }

    @Override
    public void download(FloatBuffer to) {
        to.put(array, offset, size);
    }

    /// Whether this and `other` have values in common.
    @SuppressWarnings("ReferenceEquality")
    boolean overlaps(VectorBuffer other) {
        return array == other.array && offset < other.offset + other.size && other.offset < offset + size;
    }

    /// Whether all of `part` lies in this.
    @SuppressWarnings("ReferenceEquality")
    boolean contains(VectorBuffer part) {
        return array == part.array && offset <= part.offset && part.offset + part.size <= offset + size;
    }
}
