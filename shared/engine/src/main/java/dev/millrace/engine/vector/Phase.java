package dev.millrace.engine.vector;

/// Work between two points where all threads meet, cut into blocks. What the blocks are follows from shapes alone,
/// and each writes what no other reads or writes: who runs which, and when, does not show in the results.
interface Phase {
    /// How many blocks there are, at least 1.
    int blocks();

    /// What all blocks together take one thread, roughly, in nanoseconds: what is not worth it is not handed out.
    long nanos();

    /// Does one block.
    ///
    /// @param lane which of the threads is at it, counted from 0: what it may use as scratch memory
    void run(int block, int lane);

    /// A phase of one block.
    static Phase alone(Runnable work) {
        return new Phase() {
            @Override
            public int blocks() {
                return 1;
            }

            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void run(int block, int lane) {
                work.run();
            }
        };
    }
}
