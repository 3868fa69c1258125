package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Where the values of a few rows are that are not zero, row by row.
final class Nonzeros implements Zeros {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    private static final int STRIP = DenseShape.STRIP;

    /// The share of values up to which it pays to pick them out.
    private static final double SPARSE = 0.4;

    private final float[] x;
    private final int offset;
    private final int rows;
    private final int columns;
    private final int strips;

    /// From where a row begins to where the next does: whole vectors are written.
    private final int stride;

    /// Column and value of those in row `e` from place `e * stride` on.
    private final int[] index;

    private final float[] value;

    /// For each row, where those of each strip of columns begin, and where the last ends.
    private final int[] bounds;

    Nonzeros(VectorBuffer x, int rows, int columns) {
        this.x = x.array();
        this.offset = x.offset();
        this.rows = rows;
        this.columns = columns;
        this.strips = Math.ceilDiv(columns, STRIP);
        this.stride = Lanes.padded(columns) + Lanes.COUNT;
        this.index = new int[rows * stride];
        this.value = new float[rows * stride];
        this.bounds = new int[rows * (strips + 1)];
    }

    @Override
    public int blocks() {
        return 1;
    }

    @Override
    public long nanos() {
        return (long) rows * columns / 2;
    }

    @Override
    public void run(int block, int lane) {
        for (int row = 0; row < rows; row++) {
            scan(row);
        }
    }

    private void scan(int row) {
        int n = row * stride;
        int bound = row * (strips + 1);
        int at = offset + row * columns;
        for (int from = 0; from < columns; from += STRIP) {
            bounds[bound++] = n;
            int to = Math.min(columns, from + STRIP);
            for (int i = from; i < to; i += Lanes.COUNT) {
                VectorMask<Float> within = Lanes.first(to - i);
                FloatVector v = FloatVector.fromArray(S, x, at + i, within);
                VectorMask<Float> picked = v.compare(VectorOperators.NE, 0);
                if (picked.anyTrue()) {
                    v.compress(picked).intoArray(value, n);
                    Lanes.PLACES
                            .add(i)
                            .compress(picked.cast(Lanes.PLACES.species()))
                            .intoArray(index, n);
                    n += picked.trueCount();
                }
            }
        }
        bounds[bound] = n;
    }

    @Override
    public boolean sparse() {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            count += bounds[row * (strips + 1) + strips] - row * stride;
        }
        return count <= SPARSE * rows * columns;
    }

    /// A list for each row, of the columns `from` up to `to`.
    ///
    /// @param from a multiple of `STRIP`
    /// @param to a multiple of `STRIP`, or the last column
    Lists lists(int from, int to) {
        var lists = new Lists(index, value, bounds, strips + 1);
        look(lists, from, to);
        return lists;
    }

    /// Makes `lists` what `lists(from, to)` would be.
    void look(Lists lists, int from, int to) {
        int first = from / STRIP;
        lists.at(first, Math.ceilDiv(to, STRIP) - first, rows);
    }
}
