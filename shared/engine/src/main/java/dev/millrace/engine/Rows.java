package dev.millrace.engine;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// The examples of an ND4J array, first axis first. Row-major arrays of `uint8`, `int32` and `float32` are read
/// where they lie; others are converted once, whole numbers to `int32` and all else to `float32`.
final class Rows {
    private static final Set<DataType> READ_IN_PLACE = Set.of(DataType.FLOAT, DataType.INT32, DataType.UINT8);

    /// Keeps the memory behind `data` from being freed.
    private final INDArray array;

    private final DType dtype;
    private final Shape shape;
    private final ByteBuffer data;
    private final ByteBuffer gathered;

    /// @param batchSize the most examples that `gather` will be asked for
    Rows(INDArray source, int batchSize) {
        if (source.rank() == 0) {
            throw new DescriptionException("Examples lie along the first axis. Received: a scalar");
        }
        this.array = rowMajor(source);
        this.dtype = dtype(array.dataType());
        this.shape = Shape.of(
                Arrays.stream(array.shape()).skip(1).mapToInt(Math::toIntExact).toArray());
        int start = Math.toIntExact(array.offset() * dtype.bytes());
        int length = Math.toIntExact(array.length() * dtype.bytes());
        this.data = array.data().pointer().asByteBuffer().slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
        this.gathered = ByteBuffer.allocateDirect(
                Math.multiplyExact(Math.min(batchSize, size()), shape.size() * dtype.bytes()));
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

    int size() {
        return Math.toIntExact(array.size(0));
    }

    /// The examples from `from` up to `to`, not copied.
    Tensor slice(int from, int to) {
        int bytes = shape.size() * dtype.bytes();
        return new Tensor(dtype, shape, data.slice(from * bytes, (to - from) * bytes));
    }

    /// The examples that stand in `order` from place `from` up to `to`; valid until the next call.
    Tensor gather(int[] order, int from, int to) {
        int bytes = shape.size() * dtype.bytes();
        gathered.clear();
        for (int i = from; i < to; i++) {
            gathered.put((i - from) * bytes, data, order[i] * bytes, bytes);
        }
        return new Tensor(dtype, shape, gathered.slice(0, (to - from) * bytes));
    }
}
