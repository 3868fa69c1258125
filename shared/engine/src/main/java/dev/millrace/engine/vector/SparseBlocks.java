package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Where a matrix is not zero, by blocks of four neighbouring rows: the columns in which not all four are zero. Of
/// images of digits four fifths of the values are zero, and of these blocks three fifths.
final class SparseBlocks implements Zeros {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    private static final int SIDE = SparseTiles.ROWS;

    /// The share of columns in blocks of rows up to which it pays to pick them out.
    private static final double SPARSE = 0.7;

    private final float[] x;
    private final int offset;
    private final int columns;
    private final int rowBlocks;

    /// From where the columns of a block of rows begin to where those of the next do: whole vectors are written.
    private final int stride;

    private final int[] index;
    private final int[] ends;

    SparseBlocks(VectorBuffer x, int rows, int columns) {
        this.x = x.array();
        this.offset = x.offset();
        this.columns = columns;
        this.rowBlocks = rows / SIDE;
        this.stride = Lanes.padded(columns) + Lanes.COUNT;
        this.index = new int[rowBlocks * stride];
        this.ends = new int[rowBlocks];
    }

    @Override
    public int blocks() {
        return rowBlocks;
    }

    @Override
    public long nanos() {
        return (long) rowBlocks * columns / 2;
    }

    @Override
    public void run(int block, int lane) {
        int n = block * stride;
        int row = offset + block * SIDE * columns;
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            VectorMask<Float> within = Lanes.first(columns - i);
            int at = row + i;
            VectorMask<Float> any = FloatVector.fromArray(S, x, at, within)
                    .compare(VectorOperators.NE, 0)
                    .or(FloatVector.fromArray(S, x, at + columns, within).compare(VectorOperators.NE, 0))
                    .or(FloatVector.fromArray(S, x, at + 2 * columns, within).compare(VectorOperators.NE, 0))
                    .or(FloatVector.fromArray(S, x, at + 3 * columns, within).compare(VectorOperators.NE, 0));
            if (any.anyTrue()) {
                Lanes.PLACES.add(i).compress(any.cast(Lanes.PLACES.species())).intoArray(index, n);
                n += any.trueCount();
            }
        }
        ends[block] = n;
    }

    @Override
    public boolean sparse() {
        int count = 0;
        for (int block = 0; block < rowBlocks; block++) {
            count += to(block) - from(block);
        }
        return count <= SPARSE * rowBlocks * columns;
    }

    /// Columns, those of a block of rows in ascending order.
    int[] index() {
        return index;
    }

    int from(int block) {
        return block * stride;
    }

    int to(int block) {
        return ends[block];
    }
}
