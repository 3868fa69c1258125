package dev.millrace.engine.vector;

/// Work on the rows of a mini-batch, each for itself.
final class Rows implements Phase {
    private static final int BLOCK = 16;

    /// Nothing is done with them.
    static final Work NOTHING = (from, to) -> {};

    /// What is done with the rows `from` up to `to`.
    @FunctionalInterface
    interface Work {
        void run(int from, int to);
    }

    private final int rows;
    private final int block;
    private final long nanos;
    private final Work work;

    /// @param nanos that a row takes
    Rows(int rows, double nanos, Work work) {
        this(rows, BLOCK, nanos, work);
    }

    private Rows(int rows, int block, double nanos, Work work) {
        this.rows = rows;
        this.block = block;
        this.nanos = Math.round(rows * nanos);
        this.work = work;
    }

    /// Images, each a block.
    ///
    /// @param nanos that an image takes
    static Rows ofImages(int images, double nanos, Work work) {
        return new Rows(images, 1, nanos, work);
    }

    @Override
    public int blocks() {
        return Math.ceilDiv(rows, block);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void run(int number, int lane) {
        work.run(number * block, Math.min(rows, (number + 1) * block));
    }
}
