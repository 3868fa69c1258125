package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Shape;

/// What flows between two layers, or back: a mini-batch in a buffer, row-major.
///
/// @param count examples in it
/// @param shape of one of them
record Value(Buffer buffer, int count, Shape shape) {
    /// The same values in another shape.
    Value as(Shape other) {
        return new Value(buffer, count, other);
    }

    /// As a matrix whose rows lie along the last axis.
    Matrix rows() {
        int columns = shape.rank() == 0 ? 1 : shape.last();
        return new Matrix(buffer, buffer.size() / columns, columns);
    }

    /// As images, where the shape is `(height, width, channels)`.
    Images images() {
        return images(shape.dims().get(0), shape.dims().get(1));
    }

    /// As images of this height and width; the last axis is the channels.
    Images images(int height, int width) {
        return new Images(buffer, count, height, width, shape.last());
    }
}
