package dev.millrace.messaging;

import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop of a service: takes runs from the queue and does them, several at a time.
///
/// One taker waits for the next run. When it has one it stays with it, renewing it while another thread does the
/// work, and a new taker waits, as long as there is room. A run that has broken somebody is tried alone: no other is
/// taken until it has got somewhere, so that a broken process does not count against those that were taken with it.
///
/// The one place where a failure is mapped: another process took over (forget it), or something broke (try again a
/// few times, then the run has failed). Whatever a run brings with it, a taker goes on to the next; but where the task
/// says that this process can do no run any more, no run is taken any more.
public final class RunWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// How long nobody may have waited for a run, or kept one, in a service that is alive: a taker that joins the queue
    /// takes some seconds.
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(15);

    /// Before a taker that broke is replaced.
    private static final Duration REST = Duration.ofSeconds(1);

    private final RunQueue queue;
    private final RunTask task;
    private final AttemptCounter tries;
    private final Publisher publisher;
    private final Origin origin;
    private final BooleanSupplier brokerAnswers;
    private final int capacity;
    private final Set<RunQueue.Taker> joined = ConcurrentHashMap.newKeySet();
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();
    private final AtomicInteger takers = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Phaser takersLeft = new Phaser(1);
    private volatile long listenedNanos = System.nanoTime();
    private volatile long keptNanos = System.nanoTime();
    private volatile boolean shutdownRequested;

    /// Starts taking runs.
    ///
    /// @param capacity how many runs are done at once
    /// @param brokerAnswers whether a run can be given back
    RunWorker(
            RunQueue queue,
            int capacity,
            RunTask task,
            AttemptCounter tries,
            Publisher publisher,
            Origin origin,
            BooleanSupplier brokerAnswers) {
        this.queue = queue;
        this.task = task;
        this.tries = tries;
        this.publisher = publisher;
        this.origin = origin;
        this.brokerAnswers = brokerAnswers;
        this.capacity = capacity;
        addTaker();
    }

    /// Whether whoever waits for a run would get one; where nobody is to wait, whether the runs that are being done are
    /// still this service's.
    public boolean alive() {
        long seen = waiting.get() > 0 ? listenedNanos : keptNanos;
        return System.nanoTime() - seen < SEEN_WITHIN.toNanos();
    }

    /// Ids of the runs that are being done.
    Set<String> atWork() {
        return Set.copyOf(atWork);
    }

    private void listening() {
        listenedNanos = System.nanoTime();
    }

    private void keeping() {
        keptNanos = System.nanoTime();
    }

    private synchronized void addTaker() {
        if (!shutdownRequested && takers.get() < capacity && waiting.get() == 0) {
            Thread taker = Thread.ofPlatform().name(origin.service() + "-taker").unstarted(this::takeRuns);
            takers.incrementAndGet();
            listening();
            waiting.incrementAndGet();
            takersLeft.register();
            taker.start();
        }
    }

    /// Whether this taker is to wait for another run: one taker does.
    private synchronized boolean waitAgain() {
        if (shutdownRequested || waiting.get() > 0) {
            return false;
        }
        listening();
        waiting.incrementAndGet();
        return true;
    }

    private void takeRuns() {
        try (RunQueue.Taker taker = queue.join(this::listening)) {
            joined.add(taker);
            try {
                do {
                    next(taker).ifPresent(this::work);
                } while (waitAgain());
            } finally {
                joined.remove(taker);
            }
        } catch (UnusableException e) {
            LOG.error("this process takes no more runs: {}", e.getMessage());
            shutdownRequested = true;
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a taker of runs broke; another takes its place", e);
            rest();
        } finally {
            takers.decrementAndGet();
            takersLeft.arriveAndDeregister();
            addTaker();
        }
    }

    /// The next run; none when the service leaves.
    private Optional<RunQueue.Claim> next(RunQueue.Taker taker) {
        try {
            Optional<RunQueue.Claim> claim = Optional.empty();
            while (claim.isEmpty() && !shutdownRequested) {
                claim = taker.take();
            }
            keeping();
            return claim;
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void rest() {
        long until = System.nanoTime() + REST.toNanos();
        while (!shutdownRequested && System.nanoTime() < until) {
            LockSupport.parkNanos(REST.toNanos() / 10);
        }
    }

    private void work(RunQueue.Claim claim) {
        RunRequested run = claim.run();
        atWork.add(run.runId());
        try {
            AttemptCounter.Try now;
            try {
                now = tries.next(claim);
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("run {}: cannot be tried", run.runId(), e);
                fail(claim, "the " + origin.service() + " cannot begin to try it: " + e);
                return;
            }
            LOG.info("run {}: taken, try {}", run.runId(), now.number());
            if (now.number() == 1) {
                addTaker();
            }
            if (now.oneTooMany()) {
                giveUp(claim, AttemptCounter.MOST, "whoever took it was lost");
            } else {
                work(claim, now);
            }
            LOG.info("run {}: left", run.runId());
        } catch (FencedException e) {
            LOG.warn("run {}: {}", run.runId(), e.getMessage());
            claim.giveBack();
        } catch (KafkaException e) {
            LOG.warn("run {}: given back, as the brokers did not do what was asked", run.runId(), e);
            claim.giveBack();
        } finally {
            atWork.remove(run.runId());
            keeping();
        }
    }

    private void work(RunQueue.Claim claim, AttemptCounter.Try now) {
        RunRequested run = claim.run();
        var lost = new AtomicBoolean();
        try {
            Callable<RunTask.Outcome> work = () -> task.run(run, () -> shutdownRequested || lost.get(), () -> {
                now.gotSomewhere();
                addTaker();
            });
            switch (renewing(claim, lost, work)) {
                case DONE -> claim.done();
                case LEFT -> {
                    if (!lost.get()) {
                        now.left();
                    }
                    claim.giveBack();
                }
                case POSTPONED -> {
                    if (lost.get()) {
                        claim.giveBack();
                    } else {
                        now.left();
                        claim.postpone();
                    }
                }
            }
        } catch (FencedException e) {
            throw e;
        } catch (UnusableException e) {
            now.left();
            claim.giveBack();
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("run {}: try {} broke", run.runId(), now.number(), e);
            if (now.number() < AttemptCounter.MOST || shutdownRequested || lost.get()) {
                claim.giveBack();
            } else {
                Throwable root = root(e);
                giveUp(claim, now.number(), "the last: " + (root.getMessage() == null ? root : root.getMessage()));
            }
        }
    }

    /// What an exception goes back to, as far as that has anything to say: Kafka's clients wrap what the broker said
    /// in words about themselves.
    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? e : root(cause);
    }

    private void giveUp(RunQueue.Claim claim, int number, String why) {
        fail(claim, "given up by the " + origin.service() + " after " + number + " attempts, " + why);
    }

    private void fail(RunQueue.Claim claim, String reason) {
        publisher.event(new Event.Failed(claim.run().runId(), origin, Instant.now(), reason));
        claim.done();
    }

    /// Does the work on a thread of its own, and keeps the claim meanwhile.
    private <T> T renewing(RunQueue.Claim claim, AtomicBoolean lost, Callable<T> work) {
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
                if (!lost.get()) {
                    keeping();
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

    /// Asks the tasks to leave, and waits until every run is done or given back; not for long if no broker is there
    /// to give it back to.
    @Override
    public void close() {
        shutdownRequested = true;
        joined.forEach(RunQueue.Taker::wake);
        int phase = takersLeft.arriveAndDeregister();
        long began = System.nanoTime();
        while (!left(phase)) {
            if (System.nanoTime() - began > LEAVE_WITHIN.toNanos() || !brokerAnswers.getAsBoolean()) {
                LOG.warn("left with runs still being worked on");
                break;
            }
        }
        queue.close();
    }

    private boolean left(int phase) {
        try {
            takersLeft.awaitAdvanceInterruptibly(phase, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
