package dev.millrace.datasets.table;

import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.Table.Cell;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// Rows as they were read, any of which is found at once. Immutable.
final class RawRows {
    private static final ValueLayout.OfDouble NUMBER =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt CODE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final long rows;
    private final MemorySegment bytes;
    private final List<List<String>> texts;
    private final int[] offsets;
    private final int stride;

    /// @param cells of each row
    /// @param texts of each cell, by their numbers
    RawRows(List<Cell> cells, long rows, MemorySegment bytes, List<List<String>> texts) {
        this.rows = rows;
        this.bytes = bytes;
        this.texts = texts;
        this.offsets = new int[cells.size()];
        int offset = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = offset;
            offset += cells.get(i).kind() == Kind.TEXT ? Integer.BYTES : Double.BYTES;
        }
        this.stride = offset;
    }

    /// How many there are.
    long rows() {
        return rows;
    }

    /// The number in a cell; NaN where it is missing.
    double number(long row, int cell) {
        return bytes.get(NUMBER, row * stride + offsets[cell]);
    }

    /// The number of the text in a cell, or one of [Vocabulary]'s.
    int code(long row, int cell) {
        return bytes.get(CODE, row * stride + offsets[cell]);
    }

    /// All texts of a cell, by their numbers.
    List<String> texts(int cell) {
        return texts.get(cell);
    }
}
