package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// Part of an ND4J array that its `Nd4jKernels` owns.
///
/// @param root the whole array, rank 1
/// @param host the values of this part, in the same memory
record Nd4jBuffer(INDArray root, FloatBuffer host, int offset, int size) implements Buffer {
    static Nd4jBuffer of(INDArray root) {
        return new Nd4jBuffer(root, root.data().asNioFloat(), 0, Math.toIntExact(root.length()));
    }

    @Override
    public Buffer slice(int from, int length) {
        return new Nd4jBuffer(root, host.slice(from, length), offset + from, length);
    }

    @Override
    public void upload(FloatBuffer values) {
        host.duplicate().put(values);
    }

    @Override
    public void download(FloatBuffer to) {
        to.put(host.duplicate());
    }

    /// A view of rank 1.
    INDArray vector() {
        return Nd4j.create(root.data(), new long[] {size}, new long[] {1}, offset, 'c');
    }

    /// A view of the matrix, row-major.
    static INDArray rows(Matrix matrix) {
        var buffer = (Nd4jBuffer) matrix.buffer();
        return Nd4j.create(
                buffer.root.data(),
                new long[] {matrix.rows(), matrix.columns()},
                new long[] {matrix.columns(), 1},
                buffer.offset,
                'c');
    }

    /// A view of the transposed matrix, column-major: what BLAS takes without copying.
    static INDArray transposed(Matrix matrix) {
        var buffer = (Nd4jBuffer) matrix.buffer();
        return Nd4j.create(
                buffer.root.data(),
                new long[] {matrix.columns(), matrix.rows()},
                new long[] {1, matrix.columns()},
                buffer.offset,
                'f');
    }
}
