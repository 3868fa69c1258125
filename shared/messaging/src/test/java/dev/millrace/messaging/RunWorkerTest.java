package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The worker with a queue that the test plays.
@ExtendWith(BrokerExtension.class)
class RunWorkerTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Connection connection;
    private final Publisher publisher;
    private final AttemptCounter tries;
    private final Played queue = new Played();

    RunWorkerTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        this.publisher = new Publisher(connection);
        this.tries = new AttemptCounter(connection, publisher, Examples.ORIGIN);
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void shouldMakeATaskLeaveThatLostItsRun() {
        queue.give(false);
        queue.lost.set(true);
        var left = new CountDownLatch(1);
        RunTask task = (run, shutdownRequested, progressMade) -> {
            Await.until(DEADLINE, "told to leave", shutdownRequested);
            left.countDown();
            return RunTask.Outcome.LEFT;
        };
        try (var worker = worker(1, task, () -> true)) {
            Await.until(DEADLINE, "the task has left", () -> left.getCount() == 0);
            Await.until(DEADLINE, "the run is not kept", () -> queue.answers.contains("given back"));
            assertThat(worker.alive()).isTrue();
        }
    }

    @Test
    void shouldWaitForATaskThatIsStillPublishing() {
        queue.give(false);
        var asked = new AtomicInteger();
        var begun = new CountDownLatch(1);
        RunTask task = (run, shutdownRequested, progressMade) -> {
            begun.countDown();
            Await.until(
                    DEADLINE,
                    "told to leave, and asked after",
                    () -> shutdownRequested.getAsBoolean() && asked.get() >= 3);
            return RunTask.Outcome.LEFT;
        };
        try (var worker = worker(1, task, () -> asked.incrementAndGet() > 0)) {
            Await.until(DEADLINE, "at work", () -> begun.getCount() == 0);
            assertThat(worker.alive()).isTrue();
        }
        assertThat(queue.answers).containsExactly("given back");
    }

    @Test
    void shouldNotWaitForATaskThatHasNoBrokerToPublishTo() {
        queue.give(false);
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        RunTask task = (run, shutdownRequested, progressMade) -> {
            begun.countDown();
            Await.until(DEADLINE, "the worker is closed", () -> release.getCount() == 0);
            return RunTask.Outcome.LEFT;
        };
        try (var worker = worker(1, task, () -> false)) {
            Await.until(DEADLINE, "at work", () -> begun.getCount() == 0);
            assertThat(worker.alive()).isTrue();
        }
        assertThat(queue.answers).isEmpty();
        release.countDown();
        Await.until(DEADLINE, "the task has left", () -> queue.answers.contains("given back"));
    }

    @Test
    void shouldTryARunAloneThatHasBrokenSomebodyUntilItGetsSomewhere() {
        RunRequested suspect = queue.give(true);
        queue.give(false);
        Queue<String> order = new ConcurrentLinkedQueue<>();
        RunTask task = (run, shutdownRequested, progressMade) -> {
            if (run.equals(suspect)) {
                order.add("suspect taken");
                // Time for the other, were it taken now.
                long began = System.nanoTime();
                Await.until(DEADLINE, "a moment", () -> System.nanoTime() - began > 500_000_000 || order.size() > 1);
                order.add("suspect goes on");
                progressMade.run();
                Await.until(DEADLINE, "the other is taken", () -> order.contains("other taken"));
            } else {
                order.add("other taken");
            }
            return RunTask.Outcome.DONE;
        };
        try (var worker = worker(2, task, () -> true)) {
            Await.until(DEADLINE, "both are done", () -> queue.answers.size() == 2);
            assertThat(worker.alive()).isTrue();
        }
        assertThat(order).containsExactly("suspect taken", "suspect goes on", "other taken");
    }

    @Test
    void shouldGoOnWhateverTheQueueThrows() {
        queue.thrown.add(new ArithmeticException("long overflow"));
        queue.thrown.add(new IllegalStateException("no such record"));
        queue.give(false);
        try (var worker = worker(1, (run, shutdownRequested, progressMade) -> RunTask.Outcome.DONE, () -> true)) {
            Await.until(DEADLINE, "the run is done", () -> queue.answers.contains("done"));
            assertThat(worker.alive()).isTrue();
        }
    }

    /// What a run brings with it may strike before anybody tries it.
    @Test
    void shouldFailARunThatCannotBeTriedAndTakeTheNext() {
        RunRequested bad = queue.giveUntriable();
        RunRequested good = queue.give(false);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        RunTask task = (run, shutdownRequested, progressMade) -> {
            done.add(run.runId());
            return RunTask.Outcome.DONE;
        };
        try (var worker = worker(1, task, () -> true);
                var events =
                        TopicReader.ofRun(connection, Topics.EVENTS, bad.runId(), Event.class, bad.requestedAt())) {
            Await.until(DEADLINE, "the next run is done", () -> done.contains(good.runId()));
            assertThat(worker.alive()).isTrue();
            assertThat(events.pollToEnd())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .isEqualTo("the test cannot begin to try it: java.lang.ArithmeticException: long"
                                            + " overflow"));
        }
        assertThat(done).containsExactly(good.runId());
    }

    @Test
    void shouldPutOffARunThatWaitsInVain() {
        queue.give(false);
        try (var worker = worker(1, (run, shutdownRequested, progressMade) -> RunTask.Outcome.POSTPONED, () -> true)) {
            Await.until(DEADLINE, "the run is put off", () -> queue.answers.contains("postponed"));
            assertThat(worker.alive()).isTrue();
        }
    }

    /// As where its GPU is lost.
    @Test
    void shouldTakeNoMoreRunsInAProcessThatCanDoNone() {
        RunRequested first = queue.give(true);
        queue.give(false);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        RunTask task = (run, shutdownRequested, progressMade) -> {
            done.add(run.runId());
            throw new UnusableException(new IllegalStateException("The GPU is lost"));
        };
        try (var worker = worker(1, task, () -> true);
                var events =
                        TopicReader.ofRun(connection, Topics.EVENTS, first.runId(), Event.class, first.requestedAt())) {
            Await.until(DEADLINE, "said where a process would end", () -> !uncaught.isEmpty());
            Await.until(DEADLINE, "not alive", () -> !worker.alive());
            assertThat(events.pollToEnd().stream()
                            .map(Event.Retried.class::cast)
                            .map(Event.Retried::tries))
                    .as("the attempt is not counted")
                    .containsExactly(2, 1);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).singleElement().isInstanceOf(UnusableException.class);
        assertThat(done).containsExactly(first.runId());
        assertThat(queue.answers).containsExactly("given back");
    }

    /// As where no broker answers, or the taker's thread has ended.
    @Test
    void shouldNotBeAliveOnceNobodyWaitsForRunsAnyMore() {
        try (var worker = worker(1, (run, shutdownRequested, progressMade) -> RunTask.Outcome.DONE, () -> true)) {
            assertThat(worker.alive()).isTrue();
            queue.deaf.set(true);
            Await.until(DEADLINE, "not alive", () -> !worker.alive());
            queue.deaf.set(false);
            Await.until(DEADLINE, "alive again", worker::alive);
        }
    }

    private RunWorker worker(int capacity, RunTask task, BooleanSupplier brokerAnswers) {
        return new RunWorker(queue, capacity, task, tries, publisher, Examples.ORIGIN, brokerAnswers);
    }

    /// A queue whose runs are lost, or kept, as the test says.
    private static final class Played implements RunQueue {
        final Queue<Claim> claims = new ConcurrentLinkedQueue<>();
        final Queue<String> answers = new ConcurrentLinkedQueue<>();
        final AtomicBoolean lost = new AtomicBoolean();
        final AtomicBoolean deaf = new AtomicBoolean();
        final Queue<RuntimeException> thrown = new ConcurrentLinkedQueue<>();

        RunRequested give(boolean again) {
            RunRequested run = Examples.run();
            claims.add(new PlayedClaim(run, () -> again));
            return run;
        }

        RunRequested giveUntriable() {
            RunRequested run = Examples.run();
            claims.add(new PlayedClaim(run, () -> {
                throw new ArithmeticException("long overflow");
            }));
            return run;
        }

        @Override
        public Taker join(Runnable listening) {
            return new Taker() {
                @Override
                public Optional<Claim> take() {
                    if (!deaf.get()) {
                        listening.run();
                    }
                    RuntimeException e = thrown.poll();
                    if (e != null) {
                        throw e;
                    }
                    Thread.onSpinWait();
                    return Optional.ofNullable(claims.poll());
                }

                @Override
                public void wake() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}

        private final class PlayedClaim implements Claim {
            private final RunRequested run;
            private final BooleanSupplier again;

            PlayedClaim(RunRequested run, BooleanSupplier again) {
                this.run = run;
                this.again = again;
            }

            @Override
            public RunRequested run() {
                return run;
            }

            @Override
            public boolean again() {
                return again.getAsBoolean();
            }

            @Override
            public boolean renew() {
                return !lost.get();
            }

            @Override
            public void done() {
                answers.add("done");
            }

            @Override
            public void giveBack() {
                answers.add("given back");
            }

            @Override
            public void postpone() {
                answers.add("postponed");
            }
        }
    }
}
