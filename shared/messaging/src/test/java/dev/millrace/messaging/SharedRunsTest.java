package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The queue by itself: what it hands out, how often, and who may keep it.
@ExtendWith(BrokerExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // A taker waits without end.
class SharedRunsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Connection connection;
    private final TopicAdmin topics;
    private final Publisher publisher;
    private final String role = "role-" + UUID.randomUUID();
    private final Origin origin = Origin.here(role);
    private final SharedRuns queue;

    SharedRunsTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.topics = new TopicAdmin(connection);
        topics.create(Topics.SHARED);
        this.publisher = new Publisher(connection);
        this.queue = new SharedRuns(connection, Topics.RUNS, role, topics, publisher);
    }

    @AfterEach
    void close() {
        queue.close();
        publisher.close();
        topics.close();
    }

    @Test
    void shouldKeepARunThatIsHandedOutMoreOftenThanKafkaAllows() {
        RunRequested run = request();
        var tries = new AttemptCounter(connection, publisher, origin);
        try (var taker = queue.join(() -> {})) {
            for (int i = 0; i < 25; i++) {
                RunQueue.Claim claim = take(taker, run);
                tries.next(claim).gotSomewhere();
                claim.giveBack();
            }
            RunQueue.Claim last = take(taker, run);
            assertThat(tries.next(last).number()).isOne();
            last.done();
            RunRequested next = request();
            assertThat(takeAny(taker).run()).isEqualTo(next);
        }
    }

    /// Which ends only when whoever comes next takes over.
    @Test
    void shouldCountPastTheTransactionThatSomebodyLeftOpen() {
        RunRequested run = request();
        var partition = List.of(Partitions.of(Topics.EVENTS, run.runId()));
        try (var taker = queue.join(() -> {});
                var lost = new Outbox(connection, "lost-" + run.runId(), run.runId())) {
            take(taker, run).giveBack();
            var ends = topics.ends(partition);
            var unpublished = new Event.Failed(run.runId(), origin, Instant.now(), "never published");
            lost.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(unpublished));
            Await.until(
                    DEADLINE,
                    "the open transaction",
                    () -> !topics.ends(partition).equals(ends));
            publisher.event(new Event.Retried(run.runId(), origin, Instant.now(), 4));
            RunQueue.Claim claim = take(taker, run);
            assertThat(new AttemptCounter(connection, publisher, origin)
                            .next(claim)
                            .number())
                    .isEqualTo(5);
            claim.done();
        }
    }

    @Test
    void shouldCountThoseWhoWereLostWithTheRun() {
        RunRequested run = request();
        var tries = new AttemptCounter(connection, publisher, origin);
        try (var taker = queue.join(() -> {})) {
            for (int i = 1; i <= AttemptCounter.MOST; i++) {
                RunQueue.Claim claim = take(taker, run);
                assertThat(tries.next(claim).number()).isEqualTo(i);
                claim.giveBack();
            }
        }
        var lethal = new Doing(role, (given, shutdownRequested, progressMade) -> {
            throw new AssertionError("It takes its workers down.");
        });
        try (var service = RunService.shared(connection, lethal);
                var events = TopicReader.ofRun(
                        connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), (r, reason) -> {})) {
            Event end = Await.untilPresent(
                    DEADLINE,
                    "the run's end",
                    () -> events.poll(Duration.ofMillis(100)).stream()
                            .filter(Event::ends)
                            .findFirst());
            assertThat(((Event.Failed) end).reason())
                    .isEqualTo("given up by the " + role + " after 6 attempts, whoever took it was lost");
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void shouldPassOverARequestThatWasMadeAgainByOneWhoDiedThen() {
        RunRequested run = request();
        try (var taker = queue.join(() -> {})) {
            RunQueue.Claim claim = take(taker, run);
            publisher.requestAgain(Topics.RUNS, run, role);
            claim.giveBack();
            RunQueue.Claim again = take(taker, run);
            assertThat(again.again()).isTrue();
            again.done();
            RunRequested next = request();
            assertThat(takeAny(taker).run()).isEqualTo(next);
        }
    }

    @Test
    void shouldPassOverWhatIsForAnotherKindOfService() {
        RunRequested marker = request();
        try (var taker = queue.join(() -> {})) {
            take(taker, marker).done();
            publisher.requestAgain(Topics.RUNS, Examples.run(), "another");
            RunRequested next = request();
            RunQueue.Claim claim = takeAny(taker);
            assertThat(claim.run()).isEqualTo(next);
            assertThat(claim.again()).isFalse();
        }
    }

    /// The end of a transaction lies on the topic like a record, and ends what Kafka's client asks for in one poll.
    @Test
    void shouldTakeRunsThatSomebodyAsksForInTransactions() {
        RunRequested marker = request();
        try (var taker = queue.join(() -> {})) {
            take(taker, marker).done();
            for (int i = 0; i < 3; i++) {
                RunRequested run = Examples.run();
                try (var outbox = new Outbox(connection, "client-" + run.runId(), run.runId())) {
                    outbox.send(Topics.RUNS, run.runId(), Schema.RUN, Json.encode(run));
                    outbox.commit();
                }
                long began = System.nanoTime();
                take(taker, run).done();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    /// A header may have no value.
    @Test
    void shouldPassOverWhatIsForNobody() throws Exception {
        RunRequested marker = request();
        try (var taker = queue.join(() -> {});
                var producer = connection.producer()) {
            take(taker, marker).done();
            List<Header> nobody = List.of(new RecordHeader(Publisher.FOR_SERVICE, null));
            producer.send(new ProducerRecord<>(Topics.RUNS.name(), 0, "nobody", Json.encode(Examples.run()), nobody))
                    .get();
            RunRequested next = request();
            assertThat(takeAny(taker).run()).isEqualTo(next);
        }
    }

    /// The runs come while the first taker waits, at any moment of its waiting.
    @Test
    void shouldLeaveTheNextRunToAnotherWhileItHoldsOne() throws InterruptedException {
        RunRequested marker = request();
        var random = new SplittableRandom(7);
        try (var first = queue.join(() -> {});
                var second = queue.join(() -> {})) {
            take(first, marker).done();
            for (int i = 0; i < 20; i++) {
                Duration wait = Duration.ofMillis(random.nextInt(20));
                var later = Thread.ofPlatform().start(() -> {
                    LockSupport.parkNanos(wait.toNanos());
                    request();
                    request();
                });
                RunQueue.Claim one = takeAny(first);
                long began = System.nanoTime();
                RunQueue.Claim other = takeAny(second);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
                assertThat(other.again()).isFalse();
                later.join();
                one.done();
                other.done();
            }
        }
    }

    @Test
    void shouldTellWhoeverWasFrozenThatAnotherHasTheRunAndLetHimTakeOthers() {
        RunRequested run = request();
        try (var frozen = queue.join(() -> {});
                var awake = queue.join(() -> {})) {
            RunQueue.Claim lost = take(frozen, run);
            topics.configureGroup("millrace-" + role, Map.of("share.record.lock.duration.ms", "1000"));
            assertThat(lost.renew()).isTrue();
            RunQueue.Claim taken = take(awake, run);
            topics.configureGroup("millrace-" + role, Map.of("share.record.lock.duration.ms", "15000"));
            assertThat(taken.again()).isTrue();
            RunRequested next = request();
            assertThat(lost.renew()).isFalse();
            assertThat(lost.renew()).isFalse();
            lost.giveBack();
            assertThat(taken.renew()).isTrue();
            take(frozen, next).done();
            taken.done();
        }
    }

    @Test
    void shouldComeBackWithoutARunWhenWoken() {
        RunRequested marker = request();
        try (var taker = queue.join(() -> {})) {
            take(taker, marker).done();
            taker.wake();
            assertThat(taker.take()).isEmpty();
            assertThat(taker.take()).isEmpty();
        }
    }

    private RunRequested request() {
        RunRequested run = Examples.run();
        publisher.request(run);
        return run;
    }

    /// Takes `run`; other tests' runs are done with.
    private static RunQueue.Claim take(RunQueue.Taker taker, RunRequested run) {
        return Await.untilPresent(
                DEADLINE,
                "run " + run.runId(),
                () -> taker.take().filter(claim -> {
                    boolean wanted = claim.run().equals(run);
                    if (!wanted) {
                        claim.done();
                    }
                    return wanted;
                }));
    }

    private static RunQueue.Claim takeAny(RunQueue.Taker taker) {
        return Await.untilPresent(DEADLINE, "a run", () -> taker.take());
    }
}
