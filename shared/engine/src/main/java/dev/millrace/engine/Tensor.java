package dev.millrace.engine;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Examples as they lie in memory, read without copying.
///
/// @param dtype of every value
/// @param shape of one example, the batch axis left out
/// @param data little-endian, row-major, one example after another; its remaining bytes are the tensor
/// @param scale the factor between a stored value and the number it stands for: `1 / 255f` for pixels in `[0, 1]`
public record Tensor(DType dtype, Shape shape, ByteBuffer data, float scale) {
    public Tensor {
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() % bytesOfOne(dtype, shape) != 0) {
            throw new DescriptionException("A tensor of " + dtype + " examples of shape " + shape
                    + " has a multiple of " + bytesOfOne(dtype, shape) + " bytes. Received: " + data.remaining());
        }
    }

    public Tensor(DType dtype, Shape shape, ByteBuffer data) {
        this(dtype, shape, data, 1);
    }

    /// The examples of `values`, row-major; a copy.
    public static Tensor of(Shape shape, float... values) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Tensor(DType.F32, shape, data);
    }

    /// One class number per example; a copy.
    public static Tensor ofClasses(int... classes) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(classes.length, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(classes);
        return new Tensor(DType.I32, Shape.of(), data);
    }

    /// How many examples there are.
    public int size() {
        return data.remaining() / bytesOfOne(dtype, shape);
    }

    /// A view with a position of its own, little-endian.
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The view that everybody shares: its position, at the first byte, stays where it is.
    ByteBuffer bytes() {
        return data;
    }

    private static int bytesOfOne(DType dtype, Shape shape) {
        return Math.multiplyExact(dtype.bytes(), shape.size());
    }
}
