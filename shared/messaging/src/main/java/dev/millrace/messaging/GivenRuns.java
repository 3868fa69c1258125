package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A queue of runs that are known beforehand, for services that are there for these alone: what a share group does,
/// without the seconds that joining one takes.
final class GivenRuns implements RunQueue {
    private final BlockingQueue<Claim> waiting = new LinkedBlockingQueue<>();

    GivenRuns(Collection<RunRequested> runs) {
        runs.forEach(run -> waiting.add(new GivenClaim(run, 1)));
    }

    @Override
    public Taker join() {
        return new Taker() {
            @Override
            public Optional<Claim> poll(Duration timeout) {
                try {
                    return Optional.ofNullable(waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }

            @Override
            public void close() {}
        };
    }

    private final class GivenClaim implements Claim {
        private final RunRequested run;
        private final int attempt;

        GivenClaim(RunRequested run, int attempt) {
            this.run = run;
            this.attempt = attempt;
        }

        @Override
        public RunRequested run() {
            return run;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void done() {}

        @Override
        public void giveBack() {
            waiting.add(new GivenClaim(run, attempt + 1));
        }
    }
}
