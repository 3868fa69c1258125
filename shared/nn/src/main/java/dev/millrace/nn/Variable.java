package dev.millrace.nn;

import java.nio.FloatBuffer;

/// A variable with its values, at rest: what a checkpoint or a file holds.
///
/// @param name path in the model: `dense/kernel`
/// @param shape its shape
/// @param values row-major, float32; a read-only view, so that a received checkpoint is used without copying it
public record Variable(String name, Shape shape, FloatBuffer values) {
    public Variable {
        values = values.slice().asReadOnlyBuffer();
        if (values.remaining() != shape.size()) {
            throw new DescriptionException("Variable '" + name + "' of shape " + shape + " has " + shape.size()
                    + " values. Received: " + values.remaining());
        }
    }

    public Variable(String name, Shape shape, float... values) {
        this(name, shape, FloatBuffer.wrap(values));
    }

    /// A view of the values with a position of its own.
    @Override
    public FloatBuffer values() {
        return values.duplicate();
    }

    /// A copy of the values.
    public float[] toArray() {
        float[] copy = new float[shape.size()];
        values().get(copy);
        return copy;
    }
}
