package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A queue of runs that are known beforehand, for services that are there for these alone: what a share group does,
/// without the seconds that joining one takes.
final class GivenRuns implements RunQueue {
    private final BlockingQueue<Claim> waiting = new LinkedBlockingQueue<>();

    GivenRuns(Collection<RunRequested> runs) {
        runs.forEach(run -> waiting.add(new GivenClaim(run, 1)));
    }

    @Override
    public List<Claim> poll(int wanted, Duration timeout) {
        List<Claim> claims = new ArrayList<>();
        try {
            @Nullable Claim first =
                    wanted > 0 ? waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS) : idle(timeout);
            if (first != null) {
                claims.add(first);
                waiting.drainTo(claims, wanted - 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return claims;
    }

    private static @Nullable Claim idle(Duration timeout) throws InterruptedException {
        Thread.sleep(timeout);
        return null;
    }

    @Override
    public void close() {}

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
        public void done() {}

        @Override
        public void giveBack() {
            waiting.add(new GivenClaim(run, attempt + 1));
        }
    }
}
