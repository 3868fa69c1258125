package dev.millrace.nn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/// A variable with its values, at rest: what a checkpoint or a file holds.
///
/// @param name path in the model: `dense/kernel`
/// @param shape its shape
/// @param bytes the values, row-major, float32, little-endian; a read-only view, so that a checkpoint is read and
/// written without copying it
public record Variable(String name, Shape shape, ByteBuffer bytes) {
    public Variable {
        bytes = bytes.slice().asReadOnlyBuffer();
        if (bytes.remaining() != (long) shape.size() * Float.BYTES) {
            throw new DescriptionException("Variable '" + name + "' of shape " + shape + " has " + shape.size()
                    + " values of " + Float.BYTES + " bytes. Received: " + bytes.remaining() + " bytes");
        }
    }

    public Variable(String name, Shape shape, float... values) {
        this(name, shape, littleEndian(values));
    }

    private static ByteBuffer littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /// A view with a position of its own.
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// A view of the values with a position of its own.
    public FloatBuffer values() {
        return bytes().asFloatBuffer();
    }

    /// A copy of the values.
    public float[] toArray() {
        float[] copy = new float[shape.size()];
        values().get(copy);
        return copy;
    }
}
