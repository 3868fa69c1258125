package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A queue of runs that are known beforehand, for services that are there for these alone: what a share group does,
/// without the seconds that joining one takes.
final class FixedRunQueue implements RunQueue {
    private static final long POLL_MILLIS = 500;

    private final BlockingQueue<Claim> waiting = new LinkedBlockingQueue<>();

    FixedRunQueue(Collection<RunRequested> runs) {
        runs.forEach(run -> waiting.add(new GivenClaim(run, false)));
    }

    @Override
    public Taker join(Runnable listening) {
        return new Taker() {
            @Override
            public Optional<Claim> take() {
                listening.run();
                try {
                    return Optional.ofNullable(waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }

            @Override
            public void wake() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}

    private final class GivenClaim implements Claim {
        private final RunRequested run;
        private final boolean again;

        GivenClaim(RunRequested run, boolean again) {
            this.run = run;
            this.again = again;
        }

        @Override
        public RunRequested run() {
            return run;
        }

        @Override
        public boolean again() {
            return again;
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void done() {}

        @Override
        public void giveBack() {
            waiting.add(new GivenClaim(run, true));
        }

        @Override
        public void postpone() {
            giveBack();
        }
    }
}
