package dev.millrace.loader.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Datasets;
import dev.millrace.keras.KerasJson;
import dev.millrace.loader.Plans;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.nn.Fit;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The data-loader among topics; the trainer and the evaluator are played by the test.
@ExtendWith(BrokerExtension.class)
class RunLoadingTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Origin PLAYED = new Origin("test", "here");
    private static final int STEPS = 2 * 20;

    private final Connection connection;
    private final RunRequested run = request(5);
    private final TopicPartition training =
            new TopicPartition(Topics.batches(run.runId()).name(), Topics.TRAINING_PARTITION);

    RunLoadingTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
    }

    @Test
    void shouldPublishEveryMiniBatchInOrderAndDeleteTheTopicOnceAllIsScored() {
        try (var service = service(64 << 20);
                var events = events();
                var outbox = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            awaitAccepted(events);
            say(outbox, new Event.Started(run.runId(), PLAYED, Instant.now(), 0));
            assertThat(read(STEPS)).isEqualTo(keys(0, STEPS));
            say(outbox, new Event.Completed(run.runId(), PLAYED, Instant.now(), "step", STEPS, "sha", List.of()));
            say(outbox, new Event.Evaluated(run.runId(), PLAYED, Instant.now(), "step", 1, STEPS, Map.of()));
            try (Consumer<String, ByteBuffer> consumer = connection.consumer("")) {
                Await.until(
                        DEADLINE,
                        "the topic is deleted",
                        () -> !consumer.listTopics().containsKey(training.topic()));
            }
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void shouldKeepToItsWindowAheadOfTheTrainer() {
        long batchBytes = batchBytes();
        int window = 6;
        try (var service = service((long) window * batchBytes);
                var events = events();
                var outbox = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            awaitAccepted(events);
            say(outbox, new Event.Started(run.runId(), PLAYED, Instant.now(), 0));
            assertThat(read(window)).isEqualTo(keys(0, window));
            say(outbox, new Event.Heartbeat(run.runId(), PLAYED, Instant.now(), 0, 10, 1, 0));
            assertThat(read(10 + window)).isEqualTo(keys(0, 10 + window));
            assertThat(service.alive()).isTrue();
        }
        // The service has left: what is there now is all it has published.
        assertThat(published()).isEqualTo(keys(0, 10 + window));
    }

    @Test
    void shouldPublishWhatIsScoredOnceTheTrainerHasMadeAStep() {
        var evaluation = new TopicPartition(training.topic(), Topics.EVALUATION_PARTITION);
        int window = 4;
        try (var service = service(window * batchBytes());
                var events = events();
                var outbox = new Outbox(connection, "trainer-" + run.runId(), run.runId());
                Consumer<String, ByteBuffer> consumer = connection.consumer("")) {
            awaitAccepted(events);
            say(outbox, new Event.Started(run.runId(), PLAYED, Instant.now(), 0));
            read(window);
            assertThat(end(consumer, evaluation)).isZero();
            say(outbox, new Event.Heartbeat(run.runId(), PLAYED, Instant.now(), 0, 1, 1, 0));
            Await.until(DEADLINE, "what is scored", () -> end(consumer, evaluation) > 0);
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void shouldGoOnAfterTheLastMiniBatchOfTheDataLoaderBeforeIt() {
        long batchBytes = batchBytes();
        try (var first = service(7L * batchBytes);
                var events = events();
                var outbox = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            awaitAccepted(events);
            say(outbox, new Event.Started(run.runId(), PLAYED, Instant.now(), 0));
            assertThat(read(7)).isEqualTo(keys(0, 7));
            assertThat(first.alive()).isTrue();
        }
        try (var second = service(64 << 20)) {
            assertThat(read(STEPS)).isEqualTo(keys(0, STEPS));
            assertThat(second.alive()).isTrue();
        }
        assertThat(handedOn(run)).as("once, whoever goes on").hasSize(1);
    }

    /// As where a data-loader dies between the two.
    @Test
    void shouldHandOnWhatSomebodyElseHasOnlyAccepted() {
        try (var topics = new TopicAdmin(connection);
                var publisher = new Publisher(connection)) {
            topics.create(Topics.SHARED);
            publisher.event(new Event.Accepted(
                    run.runId(),
                    PLAYED,
                    Instant.now(),
                    Plans.dataset(1, 1).schema().toJson(),
                    List.of(),
                    100,
                    0,
                    10,
                    20,
                    100));
        }
        try (var service = service(64 << 20)) {
            Await.until(DEADLINE, "handed on", () -> !handedOn(run).isEmpty());
            assertThat(service.alive()).isTrue();
        }
        assertThat(handedOn(run)).containsExactly(run);
    }

    @Test
    void shouldFailARunWhoseDataHasChanged() {
        try (var topics = new TopicAdmin(connection);
                var publisher = new Publisher(connection)) {
            topics.create(Topics.SHARED);
            publisher.event(new Event.Accepted(
                    run.runId(),
                    PLAYED,
                    Instant.now(),
                    Plans.dataset(1, 1).schema().toJson(),
                    List.of(),
                    99,
                    0,
                    10,
                    20,
                    100));
        }
        try (var service = service(64 << 20);
                var events = events()) {
            Event.Failed failed = Await.untilPresent(
                    DEADLINE,
                    "that it cannot go on",
                    () -> events.poll(Duration.ofMillis(100)).stream()
                            .filter(Event.Failed.class::isInstance)
                            .map(Event.Failed.class::cast)
                            .findFirst());
            assertThat(failed.reason()).startsWith("The data has changed since the run was accepted");
            assertThat(service.alive()).isTrue();
        }
        assertThat(handedOn(run)).isEmpty();
    }

    private List<RunRequested> handedOn(RunRequested run) {
        try (var queue = TopicReader.ofRun(
                connection, Topics.ACCEPTED_RUNS, run.runId(), RunRequested.class, run.requestedAt())) {
            return queue.pollToEnd();
        }
    }

    /// Whatever the source throws, and however large the request is.
    @Test
    void shouldRejectAtOnceWhatItCannotOpen() {
        RunRequested asked = request(5);
        var broken = new LoaderRole(1, 1 << 20, description -> {
            throw new InvalidPathException("a\u0000b", "Nul character not allowed");
        });
        assertThat(rejected(broken, asked))
                .isEqualTo("The data-loader cannot open what this run asks for: java.nio.file.InvalidPathException: Nul"
                        + " character not allowed: a\u0000b");
        RunRequested large = new RunRequested(
                asked.runId() + "-large",
                "x".repeat(1_000_000),
                asked.dataset(),
                asked.model(),
                asked.compile(),
                asked.fit(),
                asked.requestedAt());
        assertThat(rejected(role(1 << 20), large))
                .matches("The request takes 100\\d{4} bytes, and a topic takes 1000000.*");
    }

    private String rejected(LoaderRole role, RunRequested asked) {
        try (var service = RunService.only(connection, List.of(role), List.of(asked));
                var events =
                        TopicReader.ofRun(connection, Topics.EVENTS, asked.runId(), Event.class, asked.requestedAt())) {
            Event first = Await.untilPresent(DEADLINE, "an answer", () -> next(events));
            assertThat(service.alive()).isTrue();
            return ((Event.Rejected) first).reason();
        }
    }

    @Test
    void shouldRejectWhatCannotBeDoneAndSayWhy() {
        RunRequested some = request(5);
        var impossible = new RunRequested(
                some.runId(),
                some.name(),
                some.dataset(),
                some.model(),
                some.compile(),
                new RunRequested.FitRef(5, 2, 0.999, true, 1, Map.of()),
                some.requestedAt());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        try (var service = RunService.only(connection, List.of(role(1 << 20)), List.of(impossible));
                var events = TopicReader.ofRun(
                        connection, Topics.EVENTS, impossible.runId(), Event.class, impossible.requestedAt());
                Consumer<String, ByteBuffer> consumer = connection.consumer("")) {
            Event first = Await.untilPresent(DEADLINE, "an answer", () -> next(events));
            assertThat(first)
                    .isInstanceOfSatisfying(
                            Event.Rejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .startsWith("validation_split=0.999 of 100 samples leaves 0 to train"));
            assertThat(consumer.listTopics()).doesNotContainKey("millrace.batches.v1." + impossible.runId());
            assertThat(service.alive()).isTrue();
        }
    }

    private RunService service(long window) {
        return RunService.only(connection, List.of(role(window)), List.of(run));
    }

    private static LoaderRole role(long window) {
        return new LoaderRole(1, window, description -> Plans.dataset(100, 10));
    }

    private TopicReader<Event> events() {
        return TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt());
    }

    private static void awaitAccepted(TopicReader<Event> events) {
        assertThat(Await.untilPresent(DEADLINE, "an answer", () -> next(events)))
                .isInstanceOfSatisfying(
                        Event.Accepted.class,
                        accepted -> assertThat(accepted.stepsPerEpoch()).isEqualTo(20));
    }

    private static Optional<Event> next(TopicReader<Event> events) {
        return events.poll(Duration.ofMillis(100)).stream().findFirst();
    }

    private void say(Outbox outbox, Event event) {
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }

    /// Waits for so many mini-batches, and returns the keys of all there are by then.
    private List<String> read(int count) {
        List<String> keys = new ArrayList<>();
        try (Consumer<String, ByteBuffer> consumer = reader()) {
            Await.until(DEADLINE, count + " mini-batches", () -> {
                keys.addAll(poll(consumer));
                return keys.size() >= count;
            });
        }
        return keys;
    }

    private List<String> published() {
        List<String> keys = new ArrayList<>();
        try (Consumer<String, ByteBuffer> consumer = reader()) {
            long end = end(consumer, training);
            Await.until(DEADLINE, "the end of the topic", () -> {
                keys.addAll(poll(consumer));
                return consumer.position(training) >= end;
            });
        }
        return keys;
    }

    private static long end(Consumer<String, ByteBuffer> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private Consumer<String, ByteBuffer> reader() {
        Consumer<String, ByteBuffer> consumer = connection.consumer("");
        consumer.assign(List.of(training));
        consumer.seekToBeginning(List.of(training));
        return consumer;
    }

    private static List<String> poll(Consumer<String, ByteBuffer> consumer) {
        List<String> keys = new ArrayList<>();
        consumer.poll(Duration.ofMillis(100)).forEach(record -> {
            assertThat(BatchMessage.decode(record.value()))
                    .isInstanceOfSatisfying(
                            Decoded.Ok.class,
                            ok -> assertThat(((BatchMessage) ok.value()).key()).isEqualTo(record.key()));
            keys.add(record.key());
        });
        return keys;
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(step -> BatchMessage.key(Split.TRAINING, step / 20, step % 20))
                .toList();
    }

    private static RunRequested request(int batchSize) {
        return new RunRequested(
                "run-" + UUID.randomUUID(),
                "numbers",
                Datasets.named("numbered"),
                KerasJson.write(Plans.model(), Optional.empty()),
                KerasJson.compile(Plans.compile()),
                new RunRequested.FitRef(batchSize, 2, 0, true, 1, Map.of()),
                Instant.now());
    }

    private long batchBytes() {
        return Plans.plan(100, 10, new Fit().withBatchSize(5)).trainingForm().bytes(run.runId(), 5);
    }
}
