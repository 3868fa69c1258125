package dev.millrace.engine.data;

import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// The examples of an ND4J array, first axis first. Row-major arrays of `uint8`, `int32` and `float32` are read
/// where they lie; others are converted once, whole numbers to `int32` and all else to `float32`.
public final class Rows {
    private static final Set<DataType> READ_IN_PLACE = Set.of(DataType.FLOAT, DataType.INT32, DataType.UINT8);

    /// Keeps the memory behind `data` from being freed.
    private final INDArray array;

    private final Tensor all;

    public Rows(INDArray source) {
        if (source.rank() == 0) {
            throw new DescriptionException("Examples lie along the first axis. Received: a scalar");
        }
        this.array = rowMajor(source);
        DType dtype = dtype(array.dataType());
        Shape shape = Shape.of(
                Arrays.stream(array.shape()).skip(1).mapToInt(Math::toIntExact).toArray());
        int start = Math.toIntExact(array.offset() * dtype.bytes());
        int length = Math.toIntExact(array.length() * dtype.bytes());
        ByteBuffer data = array.data().pointer().asByteBuffer().slice(start, length);
        this.all = new Tensor(dtype, shape, data);
    }

    private static INDArray rowMajor(INDArray source) {
        DataType type = source.dataType();
        INDArray typed = READ_IN_PLACE.contains(type)
                ? source
                : source.castTo(type.isFPType() ? DataType.FLOAT : DataType.INT32);
        return isRowMajor(typed) ? typed : typed.dup('c');
    }

    private static boolean isRowMajor(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return false;
            }
            expected *= array.size(axis);
        }
        return true;
    }

    private static DType dtype(DataType type) {
        return type == DataType.FLOAT ? DType.F32 : type == DataType.UINT8 ? DType.U8 : DType.I32;
    }

    public int size() {
        return all.size();
    }

    /// The examples from `from` up to `to`.
    public Tensor slice(int from, int to) {
        return all.slice(from, to);
    }

    /// The examples that stand in `order` from place `from` up to `to`.
    public Tensor pick(int[] order, int from, int to) {
        return all.pick(order, from, to);
    }
}
