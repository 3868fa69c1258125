package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The rows in which blocks of four neighbouring columns of a matrix are not zero. For one thread.
final class SparseColumns {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int SIDE = SparseTiles.ROWS;

    private final float[] x;
    private final int offset;
    private final int columns;
    private final int size;
    private final int[] index;
    private final int[] ends;

    /// @param room how many columns are looked at together, at most
    /// @param size how many rows are, at most
    SparseColumns(VectorBuffer x, int columns, int room, int size) {
        this.x = x.array();
        this.offset = x.offset();
        this.columns = columns;
        this.size = size;
        // with room for the blocks of the last vector, which may have fewer columns than that
        int blocks = (room + Lanes.COUNT) / SIDE;
        this.index = new int[blocks * size];
        this.ends = new int[blocks];
    }

    /// Looks at `count` columns from `first` on, and `rows` rows from `row` on.
    void look(int first, int count, int row, int rows) {
        for (int block = 0; block < ends.length; block++) {
            ends[block] = from(block);
        }
        for (int i = 0; i < count; i += Lanes.COUNT) {
            VectorMask<Float> within = Lanes.first(count - i);
            int at = offset + row * columns + first + i;
            for (int e = 0; e < rows; e++) {
                long any = FloatVector.fromArray(S, x, at + e * columns, within)
                        .compare(VectorOperators.NE, 0)
                        .toLong();
                any |= any >>> 1;
                any |= any >>> 2;
                for (int g = 0; g < Lanes.COUNT / SIDE; g++) {
                    int block = i / SIDE + g;
                    // taken back by the next row where it is not to be listed
                    index[ends[block]] = e;
                    ends[block] += (int) (any >>> (g * SIDE)) & 1;
                }
            }
        }
    }

    /// Rows, counted from the first looked at, those of a block of columns in ascending order.
    int[] index() {
        return index;
    }

    int from(int block) {
        return block * size;
    }

    int to(int block) {
        return ends[block];
    }
}
