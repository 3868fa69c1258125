package dev.millrace.messaging;

import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop of a service: takes runs from the queue and does them, several at a time.
///
/// One taker waits for the next run. When it has one it stays with it, renewing it while another thread does the
/// work, and a new taker waits, as long as there is room.
///
/// The one place where a failure is mapped: another process took over (forget it), or something broke (try again a
/// few times, then the run has failed).
public final class RunWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);

    private final RunQueue queue;
    private final RunTask task;
    private final Publisher publisher;
    private final Origin origin;
    private final int capacity;
    private final AtomicInteger takers = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Phaser takersLeft = new Phaser(1);
    private volatile boolean leaving;

    /// Starts taking runs.
    ///
    /// @param capacity how many runs are done at once
    RunWorker(RunQueue queue, int capacity, RunTask task, Publisher publisher, Origin origin) {
        this.queue = queue;
        this.task = task;
        this.publisher = publisher;
        this.origin = origin;
        this.capacity = capacity;
        addTaker();
    }

    /// Whether runs are being taken, or as many as fit are being done.
    public boolean alive() {
        return takers.get() > 0;
    }

    private synchronized void addTaker() {
        if (!leaving && takers.get() < capacity && waiting.get() == 0) {
            takers.incrementAndGet();
            waiting.incrementAndGet();
            takersLeft.register();
            Thread.ofPlatform().name(origin.service() + "-taker").start(this::takeRuns);
        }
    }

    /// Whether this taker is to wait for another run: one taker does.
    private synchronized boolean waitAgain() {
        return !leaving && waiting.compareAndSet(0, 1);
    }

    private void takeRuns() {
        try (RunQueue.Taker taker = queue.join()) {
            do {
                Optional<RunQueue.Claim> claim = Optional.empty();
                while (claim.isEmpty() && !leaving) {
                    claim = taker.poll(POLL);
                }
                waiting.decrementAndGet();
                if (claim.isPresent()) {
                    addTaker();
                    work(claim.get());
                }
            } while (waitAgain());
        } finally {
            takers.decrementAndGet();
            takersLeft.arriveAndDeregister();
        }
    }

    private void work(RunQueue.Claim claim) {
        RunRequested run = claim.run();
        LOG.info("run {}: taken, attempt {}", run.runId(), claim.attempt());
        try {
            if (claim.attempt() > MAX_ATTEMPTS) {
                throw new IllegalStateException("whoever took it was lost");
            }
            var lost = new AtomicBoolean();
            switch (renewing(claim, lost, () -> task.run(run, () -> leaving || lost.get()))) {
                case DONE -> claim.done();
                case LEFT -> claim.giveBack();
            }
            LOG.info("run {}: left", run.runId());
        } catch (FencedException e) {
            LOG.warn("run {}: {}", run.runId(), e.getMessage());
            claim.giveBack();
        } catch (RuntimeException e) {
            LOG.error("run {}: attempt {} broke", run.runId(), claim.attempt(), e);
            if (claim.attempt() < MAX_ATTEMPTS || leaving) {
                claim.giveBack();
            } else {
                String reason = "given up by the " + origin.service() + " after " + claim.attempt()
                        + " attempts, the last: " + e.getMessage();
                publisher.event(new Event.Failed(run.runId(), origin, Instant.now(), reason));
                claim.done();
            }
        }
    }

    /// Does the work on a thread of its own, and keeps the claim meanwhile.
    private static <T> T renewing(RunQueue.Claim claim, AtomicBoolean lost, Callable<T> work) {
        var future = new FutureTask<>(work);
        Thread.ofPlatform().name(claim.run().runId()).start(future);
        while (true) {
            try {
                return future.get(RENEW_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!lost.get() && !claim.renew()) {
                    LOG.warn("run {}: the claim is lost", claim.run().runId());
                    lost.set(true);
                }
            } catch (InterruptedException e) {
                lost.set(true);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }

    /// Asks the tasks to leave, and waits until every run is done or given back.
    @Override
    public void close() {
        leaving = true;
        int phase = takersLeft.arriveAndDeregister();
        try {
            takersLeft.awaitAdvanceInterruptibly(phase, 30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("left with runs still being worked on");
        }
    }
}
