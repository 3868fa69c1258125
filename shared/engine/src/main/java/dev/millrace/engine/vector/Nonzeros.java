package dev.millrace.engine.vector;

/// Where the values of a matrix are that are not zero, row by row. Zeros need not be multiplied: of an image of a
/// digit they are four fifths. As nothing is computed with them, zero times infinity counts as zero here.
final class Nonzeros implements Phase {
    /// Rows of a mini-batch in a block.
    private static final int ROWS = 16;

    /// The share of values up to which it pays to pick them out.
    private static final double SPARSE = 0.4;

    private final float[] x;
    private final int offset;
    private final int rows;
    private final int columns;
    private final int panel;
    private final int panels;

    /// Column and value of those in row `e` from place `e * columns` on.
    private final int[] index;

    private final float[] value;

    /// For each row, where those of each panel of columns begin, and where the last ends.
    private final int[] bounds;

    private boolean sparse;

    /// @param panel how many columns `from` and `to` tell apart
    Nonzeros(VectorBuffer x, int rows, int columns, int panel) {
        this.x = x.array();
        this.offset = x.offset();
        this.rows = rows;
        this.columns = columns;
        this.panel = panel;
        this.panels = Math.ceilDiv(columns, panel);
        this.index = new int[rows * columns];
        this.value = new float[rows * columns];
        this.bounds = new int[rows * (panels + 1)];
    }

    @Override
    public int blocks() {
        return Math.ceilDiv(rows, ROWS);
    }

    @Override
    public long nanos() {
        return (long) rows * columns / 2;
    }

    @Override
    public void run(int block, int lane) {
        int end = Math.min(rows, (block + 1) * ROWS);
        for (int row = block * ROWS; row < end; row++) {
            scan(row);
        }
    }

    private void scan(int row) {
        int n = row * columns;
        int bound = row * (panels + 1);
        int at = offset + row * columns;
        for (int from = 0; from < columns; from += panel) {
            bounds[bound++] = n;
            int to = Math.min(columns, from + panel);
            for (int i = from; i < to; i++) {
                float v = x[at + i];
                index[n] = i;
                value[n] = v;
                // 1 unless the bits are those of 0 or -0, without a branch
                int bits = Float.floatToRawIntBits(v) << 1;
                n += (bits | -bits) >>> 31;
            }
        }
        bounds[bound] = n;
    }

    /// To be called once all rows are scanned.
    void count() {
        long count = 0;
        for (int row = 0; row < rows; row++) {
            count += to(row) - from(row);
        }
        sparse = count <= SPARSE * rows * columns;
    }

    /// Whether so many values are zero that the others are worth picking out.
    boolean sparse() {
        return sparse;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int panel() {
        return panel;
    }

    int[] index() {
        return index;
    }

    float[] value() {
        return value;
    }

    int from(int row) {
        return row * columns;
    }

    int to(int row) {
        return to(row, panels - 1);
    }

    int from(int row, int panelNumber) {
        return bounds[row * (panels + 1) + panelNumber];
    }

    int to(int row, int panelNumber) {
        return bounds[row * (panels + 1) + panelNumber + 1];
    }
}
