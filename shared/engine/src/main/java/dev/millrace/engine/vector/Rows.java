package dev.millrace.engine.vector;

/// Work on the rows of a mini-batch, each for itself.
final class Rows implements Phase {
    private static final int BLOCK = 16;

    /// What is done with the rows `from` up to `to`.
    @FunctionalInterface
    interface Work {
        void run(int from, int to);
    }

    private final int rows;
    private final long nanos;
    private final Work work;

    /// @param nanos that a row takes
    Rows(int rows, double nanos, Work work) {
        this.rows = rows;
        this.nanos = Math.round(rows * nanos);
        this.work = work;
    }

    @Override
    public int blocks() {
        return Math.ceilDiv(rows, BLOCK);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void run(int block, int lane) {
        work.run(block * BLOCK, Math.min(rows, (block + 1) * BLOCK));
    }
}
