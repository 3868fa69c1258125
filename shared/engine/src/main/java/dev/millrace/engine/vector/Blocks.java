package dev.millrace.engine.vector;

/// Work on the values of a buffer, each for itself. Parts begin at whole cache lines.
final class Blocks implements Phase {
    /// Values in a block: so many stay in a core's own cache with what belongs to them.
    static final int SIZE = 8192;

    private final int first;
    private final int end;
    private final double nanos;
    private final Rows.Work work;

    /// @param nanos that a value takes
    Blocks(int first, int end, double nanos, Rows.Work work) {
        this.first = first;
        this.end = end;
        this.nanos = nanos;
        this.work = work;
    }

    @Override
    public int blocks() {
        return Math.ceilDiv(end - first, SIZE);
    }

    @Override
    public long nanos() {
        return Math.round((end - first) * nanos);
    }

    @Override
    public void run(int block, int lane) {
        int from = first + block * SIZE;
        work.run(from, Math.min(end, from + SIZE));
    }
}
