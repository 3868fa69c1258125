package dev.millrace.messaging;

import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop of a service: takes runs from the queue and does them, several at a time. The one place where a failure is
/// mapped: another process took over (forget it), or something broke (try again a few times, then the run has failed).
public final class RunWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration POLL = Duration.ofMillis(200);

    private final RunQueue queue;
    private final RunTask task;
    private final Publisher publisher;
    private final Origin origin;
    private final int capacity;
    private final AtomicInteger active = new AtomicInteger();
    private final ExecutorService tasks =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("run-", 0).factory());
    private final Thread loop;
    private volatile boolean leaving;
    private volatile boolean alive = true;

    /// Starts taking runs.
    ///
    /// @param capacity how many runs are done at once
    public RunWorker(RunQueue queue, int capacity, RunTask task, Publisher publisher, Origin origin) {
        this.queue = queue;
        this.task = task;
        this.publisher = publisher;
        this.origin = origin;
        this.capacity = capacity;
        this.loop = Thread.ofPlatform().name(origin.service()).start(this::loop);
    }

    /// Whether runs are still being taken.
    public boolean alive() {
        return alive;
    }

    private void loop() {
        try {
            while (!leaving || active.get() > 0) {
                int wanted = leaving ? 0 : capacity - active.get();
                for (RunQueue.Claim claim : queue.poll(wanted, POLL)) {
                    active.incrementAndGet();
                    tasks.execute(() -> work(claim));
                }
            }
        } finally {
            alive = false;
            queue.close();
        }
    }

    private void work(RunQueue.Claim claim) {
        String runId = claim.run().runId();
        try {
            LOG.info("run {}: taken, attempt {}", runId, claim.attempt());
            switch (task.run(claim.run(), () -> leaving)) {
                case DONE -> claim.done();
                case LEFT -> claim.giveBack();
            }
        } catch (FencedException e) {
            LOG.warn("run {}: {}", runId, e.getMessage());
            claim.giveBack();
        } catch (RuntimeException e) {
            LOG.error("run {}: attempt {} broke", runId, claim.attempt(), e);
            if (claim.attempt() < MAX_ATTEMPTS || leaving) {
                claim.giveBack();
            } else {
                publisher.event(new Event.Failed(
                        runId,
                        origin,
                        Instant.now(),
                        "given up after " + claim.attempt() + " attempts of the " + origin.service() + ", the last: "
                                + e));
                claim.done();
            }
        } finally {
            active.decrementAndGet();
        }
    }

    /// Asks the tasks to leave, waits for them, and gives back what is not done.
    @Override
    public void close() {
        leaving = true;
        try {
            loop.join();
            tasks.shutdown();
            if (!tasks.awaitTermination(30, TimeUnit.SECONDS)) {
                LOG.warn("left with runs still being worked on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
