package dev.millrace.datasets.npz;

import dev.millrace.datasets.RawArray;
import dev.millrace.datasets.RawValues;
import dev.millrace.datasets.RowWriter;
import dev.millrace.nn.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// The rows of an array in Fortran order, whose first axis varies fastest: value `k` of all rows comes first, then
/// value `k + 1`. The array is copied to a file once, from which blocks of rows are gathered, so that it need not fit
/// into memory.
final class FortranRows implements NpyRows {
    /// About how many bytes of rows are gathered at a time.
    private static final int BLOCK_BYTES = 8 << 20;

    /// How many values are copied at a time.
    private static final int CHUNK = 1024;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final MemorySegment columns;
    private final long rows;
    private final int width;
    private final int bytes;
    private final int[] columnOf;
    private final byte[] block;
    private final int blockRows;
    private long next;

    private FortranRows(MemorySegment columns, RawArray header, DType dtype) {
        this.columns = columns;
        this.rows = header.shape().getFirst();
        this.width = header.width();
        this.bytes = dtype.bytes();
        this.columnOf = columns(header.shape().subList(1, header.shape().size()), width);
        long fitting = Math.max(1, BLOCK_BYTES / Math.max(1, Math.multiplyExact(width, bytes)));
        this.blockRows = (int) Math.min(fitting, rows);
        this.block = new byte[blockRows * width * bytes];
    }

    /// Copies all `values` first.
    static FortranRows of(RawValues values, RawArray header, DType dtype, Path cache) {
        int chunkBytes = CHUNK * dtype.bytes();
        try (var copy = new RowWriter(cache, chunkBytes)) {
            for (long left = header.count(); left > 0; left -= CHUNK) {
                ByteBuffer chunk = copy.next();
                int end = chunk.position() + chunkBytes;
                values.next(chunk, (int) Math.min(CHUNK, left));
                chunk.position(end); // after the last value, what is left of the chunk stays unused
            }
            return new FortranRows(copy.finish(), header, dtype);
        }
    }

    /// Where value `k` of a row stands in Fortran order.
    private static int[] columns(List<Long> shape, int width) {
        int[] columns = new int[width];
        for (int k = 0; k < width; k++) {
            int rest = k;
            int stride = width;
            for (int axis = shape.size() - 1; axis >= 0; axis--) {
                int size = Math.toIntExact(shape.get(axis));
                stride /= size;
                columns[k] += rest % size * stride;
                rest /= size;
            }
        }
        return columns;
    }

    @Override
    public void next(ByteBuffer to) {
        int row = (int) (next % blockRows);
        if (row == 0) {
            gather((int) Math.min(blockRows, rows - next));
        }
        to.put(block, row * width * bytes, width * bytes);
        next++;
    }

    private void gather(int count) {
        MemorySegment target = MemorySegment.ofArray(block);
        for (int k = 0; k < width; k++) {
            long from = (columnOf[k] * rows + next) * bytes;
            long to = (long) k * bytes;
            for (int i = 0; i < count; i++, from += bytes, to += (long) width * bytes) {
                if (bytes == 1) {
                    block[(int) to] = columns.get(ValueLayout.JAVA_BYTE, from);
                } else {
                    target.set(INT, to, columns.get(INT, from));
                }
            }
        }
    }

    @Override
    public void finish() {
        // The file was compared with its checksum when it was copied.
    }
}
