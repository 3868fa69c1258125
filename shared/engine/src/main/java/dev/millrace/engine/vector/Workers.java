package dev.millrace.engine.vector;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads that help whoever runs a plan. The caller works too, so that there is one thread less than cores, and it
/// never waits for a thread that has not begun: a helper that the machine keeps busy elsewhere costs its help and
/// no more.
///
/// Helpers look for work in a busy loop for a few moments after the last, then sleep. Thread-safe: while the
/// helpers are at one caller's plan, other callers work alone. Closed by whoever made it.
final class Workers implements AutoCloseable {
    /// How long a helper looks for work before it sleeps: longer than the pause between two steps of a trainer.
    private static final long LOOKING_NANOS = 100_000;

    /// A phase shorter than this is not handed out, one shorter than the second wakes nobody.
    private static final long WORTH_NANOS = 3_000;

    private static final long WORTH_WAKING_NANOS = 15_000;

    /// Far enough apart for two cores to write without getting in each other's way.
    private static final int STRIDE = 32;

    private final Helper[] helpers;
    private final AtomicBoolean taken = new AtomicBoolean();

    /// The phase of an even and of an odd ticket. One is only replaced after the other's ticket is out: a helper
    /// that read the same ticket before and after it read the phase has the right one.
    private volatile @Nullable Phase even;

    private volatile @Nullable Phase odd;
    private volatile long ticket;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /// The last ticket for which each block was claimed, and that for which it was finished.
    private volatile AtomicLongArray claims = new AtomicLongArray(0);

    private volatile AtomicLongArray finished = new AtomicLongArray(0);

    /// @param threads how many work, the caller among them
    Workers(int threads) {
        this.helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
            helpers[i].start();
        }
    }

    /// How many threads may be at work, the caller among them.
    int lanes() {
        return helpers.length + 1;
    }

    /// Runs the phases in order, each once all blocks of the one before are done.
    void run(Phase[] phases) {
        if (helpers.length == 0 || !taken.compareAndSet(false, true)) {
            for (Phase phase : phases) {
                alone(phase);
            }
            return;
        }
        try {
            for (Phase phase : phases) {
                if (phase.blocks() == 1 || phase.nanos() < WORTH_NANOS) {
                    alone(phase);
                } else {
                    together(phase);
                }
            }
        } finally {
            taken.set(false);
        }
    }

    private static void alone(Phase phase) {
        int blocks = phase.blocks();
        for (int block = 0; block < blocks; block++) {
            phase.run(block, 0);
        }
    }

    private void together(Phase phase) {
        int blocks = phase.blocks();
        if (claims.length() < blocks * STRIDE) {
            // A helper that is late finds every block of the old phase claimed, whichever array it sees.
            claims = all(ticket, blocks * STRIDE);
            finished = all(ticket, blocks * STRIDE);
        }
        long mine = ticket + 1;
        if ((mine & 1) == 0) {
            even = phase;
        } else {
            odd = phase;
        }
        ticket = mine;
        if (phase.nanos() >= WORTH_WAKING_NANOS) {
            for (Helper helper : helpers) {
                helper.wake();
            }
        }
        work(phase, mine, 0);
        for (int block = 0; block < blocks; block++) {
            for (int spins = 0; finished.getAcquire(block * STRIDE) != mine; spins++) {
                if (spins < 1_000) {
                    Thread.onSpinWait();
                } else {
                    // the helper may be waiting for this very core
                    LockSupport.parkNanos(this, 1_000);
                }
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("A block of " + phase + " failed", thrown);
        }
    }

    private static AtomicLongArray all(long value, int length) {
        var array = new AtomicLongArray(length);
        for (int i = 0; i < length; i++) {
            array.setPlain(i, value);
        }
        return array;
    }

    /// Claims and does blocks until none is left, from this lane's share of them on: in each step a core meets the
    /// same part of the weights.
    private void work(Phase phase, long mine, int lane) {
        AtomicLongArray claimed = claims;
        AtomicLongArray done = finished;
        int blocks = phase.blocks();
        int block = (int) ((long) blocks * lane / lanes());
        for (int i = 0; i < blocks; i++) {
            int at = block * STRIDE;
            if (at >= claimed.length()) {
                return;
            }
            long seen = claimed.getPlain(at);
            if (seen < mine && claimed.compareAndSet(at, seen, mine)) {
                try {
                    phase.run(block, lane);
                } catch (RuntimeException | Error thrown) {
                    failure = thrown;
                }
                done.setRelease(at, mine);
            }
            block = block + 1 == blocks ? 0 : block + 1;
        }
    }

    /// Ends the helpers, once they have done what they are at.
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    private final class Helper extends Thread {
        private final int lane;
        private volatile boolean asleep;

        Helper(int lane) {
            super("millrace-vector-" + lane);
            setDaemon(true);
            this.lane = lane;
        }

        void wake() {
            if (asleep) {
                asleep = false;
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long seen = 0;
            long since = System.nanoTime();
            int spins = 0;
            while (!closed) {
                long now = ticket;
                if (now != seen) {
                    Phase phase = (now & 1) == 0 ? even : odd;
                    if (ticket != now || phase == null) {
                        continue;
                    }
                    seen = now;
                    work(phase, now, lane);
                    spins = 0;
                } else if (++spins % 64 != 0) {
                    Thread.onSpinWait();
                } else if (spins == 64) {
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > LOOKING_NANOS) {
                    asleep = true;
                    while (asleep && ticket == seen && !closed) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                    spins = 0;
                }
            }
        }
    }
}
