package dev.millrace.engine.data;

import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/// Examples as they lie in memory, read without copying: one after another, or some of them, picked in any order.
public final class Tensor {
    private final DType dtype;
    private final Shape shape;
    private final ByteBuffer data;

    /// The same as floats.
    private final FloatBuffer values;

    private final float scale;
    private final int bytes;

    /// The examples are those whose numbers stand here, from place `first` on; without it, those from number `first`
    /// on.
    private final int @Nullable [] order;

    private final int first;
    private final int size;

    /// @param dtype of every value
    /// @param shape of one example, the batch axis left out
    /// @param data little-endian, row-major, one example after another; its remaining bytes are the tensor
    /// @param scale the factor between a stored value and the number it stands for: `1 / 255f` for pixels in `[0, 1]`
    public Tensor(DType dtype, Shape shape, ByteBuffer data, float scale) {
        this.dtype = dtype;
        this.shape = shape;
        this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.values = this.data.asFloatBuffer();
        this.scale = scale;
        this.bytes = Math.multiplyExact(dtype.bytes(), shape.size());
        this.order = null;
        this.first = 0;
        this.size = data.remaining() / bytes;
        if (data.remaining() % bytes != 0) {
            throw new DescriptionException("A tensor of " + dtype + " examples of shape " + shape
                    + " has a multiple of " + bytes + " bytes. Received: " + data.remaining());
        }
    }

    public Tensor(DType dtype, Shape shape, ByteBuffer data) {
        this(dtype, shape, data, 1);
    }

    private Tensor(Tensor of, int @Nullable [] order, int from, int to) {
        this.dtype = of.dtype;
        this.shape = of.shape;
        this.data = of.data;
        this.values = of.values;
        this.scale = of.scale;
        this.bytes = of.bytes;
        this.order = order;
        this.first = from;
        this.size = to - from;
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

    /// A view of the examples `from` up to `to`, of a tensor of all there are.
    public Tensor slice(int from, int to) {
        return new Tensor(this, null, from, to);
    }

    /// A view of the examples whose numbers stand in `order` from place `from` up to `to`, of a tensor of all there
    /// are.
    public Tensor pick(int[] order, int from, int to) {
        return new Tensor(this, order, from, to);
    }

    /// Of every value.
    public DType dtype() {
        return dtype;
    }

    /// Of one example, the batch axis left out.
    public Shape shape() {
        return shape;
    }

    /// The factor between a stored value and the number it stands for.
    public float scale() {
        return scale;
    }

    /// How many examples there are.
    public int size() {
        return size;
    }

    /// Value `i` of an example as it is stored.
    public double value(int example, int i) {
        int at = place(example) + i * dtype.bytes();
        return switch (dtype) {
            case U8 -> data.get(at) & 0xff;
            case I32 -> data.getInt(at);
            case F32 -> data.getFloat(at);
        };
    }

    /// Copies the examples `from` up to `to`, which are `U8`, as they are stored.
    ///
    /// @param at where the first is to be in `target`
    public void copy(int from, int to, byte[] target, int at) {
        if (order == null) {
            data.get(place(from), target, at, (to - from) * bytes);
        } else {
            for (int i = from; i < to; i++) {
                data.get(place(i), target, at + (i - from) * bytes, bytes);
            }
        }
    }

    /// Copies the examples `from` up to `to`, which are `F32`, as they are stored.
    ///
    /// @param at where the first is to be in `target`
    public void copy(int from, int to, float[] target, int at) {
        int width = shape.size();
        if (order == null) {
            values.get((first + from) * width, target, at, (to - from) * width);
        } else {
            for (int i = from; i < to; i++) {
                values.get(order[first + i] * width, target, at + (i - from) * width, width);
            }
        }
    }

    /// Copies all examples, as they are stored, to where `target` is.
    public void copy(ByteBuffer target) {
        if (order == null) {
            target.put(target.position(), data, place(0), size * bytes);
        } else {
            for (int i = 0; i < size; i++) {
                target.put(target.position() + i * bytes, data, place(i), bytes);
            }
        }
    }

    /// Where an example begins, in bytes.
    private int place(int example) {
        return (order == null ? first + example : order[first + example]) * bytes;
    }
}
