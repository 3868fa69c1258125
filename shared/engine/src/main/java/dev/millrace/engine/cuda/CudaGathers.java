package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.cuda.CudaChain.Grid;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;

/// Softmax along an axis, and rows of tables.
final class CudaGathers {
    /// Threads of a block that looks for equal indices: `LOOKED_AT`.
    private static final int LOOKED_AT = 128;

    /// The most rows of the table times chunks of indices: 64 MiB.
    private static final int MOST_FIRSTS = 1 << 24;

    private final CudaKernels kernels;

    CudaGathers(CudaKernels kernels) {
        this.kernels = kernels;
    }

    private CudaChain chain() {
        return new CudaChain(kernels.device());
    }

    Op softmax(int outer, int axis, int inner, Buffer x, Buffer y) {
        return chain().each("softmax_axis", outer * inner, axis, inner, address(x), address(y));
    }

    Op softmaxGradient(int outer, int axis, int inner, Buffer y, Buffer dy) {
        return chain().each("softmax_axis_gradient", outer * inner, axis, inner, address(y), address(dy));
    }

    Op lookUp(Matrix table, Buffer indices, Matrix y) {
        return chain().each(
                        "look_up",
                        y.buffer().size(),
                        y.columns(),
                        table.rows(),
                        address(table),
                        address(indices),
                        address(y));
    }

    /// Sums of each chunk of indices first, at the place of the first index that has the row, then of the chunks in
    /// their order.
    Op lookUpGradient(Buffer indices, Matrix dy, Matrix dTable) {
        int count = dy.rows();
        int columns = dy.columns();
        int rows = dTable.rows();
        int most = Math.clamp(MOST_FIRSTS / rows, 1, Math.ceilDiv(count, LOOKED_AT));
        int chunk = Math.ceilDiv(count, most);
        int chunks = Math.ceilDiv(count, chunk);
        int places = Math.multiplyExact(chunks, rows);
        long firsts = kernels.scratch(places).address();
        long sums = kernels.scratch(dy.buffer().size()).address();
        return chain().each("look_up_begin", places, firsts)
                .launch(
                        "look_up_chunks",
                        new Grid(count, Math.ceilDiv(columns, LOOKED_AT), 1),
                        LOOKED_AT,
                        count,
                        columns,
                        rows,
                        chunk,
                        address(indices),
                        address(dy),
                        sums,
                        firsts)
                .each("look_up_end", dTable.buffer().size(), columns, rows, chunks, sums, firsts, address(dTable));
    }
}
