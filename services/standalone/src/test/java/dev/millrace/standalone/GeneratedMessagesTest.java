package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runfile.RunFile;
import dev.millrace.runfile.Submission;
import dev.millrace.standalone.run.RunFiles;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.Seeds;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever anybody sends, the services go on: good runs that are trained and queued meanwhile are completed, and every
/// request gets an answer, or lies among the dead letters.
@Timeout(value = 60 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GeneratedMessagesTest {
    /// How many are sent: `-Dmillrace.hostile=1000`.
    private static final int MESSAGES = Integer.getInteger("millrace.hostile", 60);

    private static final int BETWEEN_GOOD_RUNS = 20;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<Long> malformed = new HashSet<>();
    private final Map<String, Event> ends = new HashMap<>();
    private final Set<String> scored = new HashSet<>();
    private final Queue<String> uncaught = new ConcurrentLinkedQueue<>();

    @Seeds(1)
    void shouldGoOnWhateverAnybodySends(long seed, @TempDir Path folder) throws IOException {
        System.out.println("GeneratedMessagesTest: seed " + seed + ", " + MESSAGES + " messages");
        RunFile file = RunFiles.read(Tiny.runFile(folder));
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(thread.getName() + ": " + e));
        try (var broker = EmbeddedBroker.temporary()) {
            Connection connection = Connection.to(broker.bootstrapServers());
            try (var services = new Services(connection);
                    var producer = producer(connection);
                    var publisher = new Publisher(connection);
                    var events = TopicReader.ofAll(connection, Topics.EVENTS, Event.class, Instant.EPOCH)) {
                var messages = new GeneratedMessages(seed, request(file));
                messages.known().forEach(message -> send(producer, message));
                Deque<String> good = new ArrayDeque<>();
                for (int i = 0; i < MESSAGES; i++) {
                    if (i % BETWEEN_GOOD_RUNS == 0) {
                        good.add(publisher.request(request(file)).runId());
                        if (good.size() > 2) {
                            awaitCompleted(good.pop(), events, services);
                        }
                    }
                    send(producer, messages.next(good.getFirst()));
                    services.check();
                }
                good.add(publisher.request(request(file)).runId());
                good.forEach(run -> awaitCompleted(run, events, services));
                Await.until(DEADLINE, "an answer to each request of " + asked, () -> {
                    hear(events);
                    services.check();
                    return ends.keySet().containsAll(asked);
                });
                Await.until(
                        DEADLINE,
                        "a dead letter for each of " + malformed,
                        () -> letters(connection).containsAll(malformed));
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(malformed).isNotEmpty();
        assertThat(asked).isNotEmpty();
    }

    private static RunRequested request(RunFile file) {
        return Submission.of(file);
    }

    private static KafkaProducer<String, byte[]> producer(Connection connection) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", connection.bootstrapServers(), "max.block.ms", "500"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /// The three services, as they are anywhere.
    private final class Services implements AutoCloseable {
        private final RunService loader;
        private final RunService trainer;
        private final RunService evaluator;

        Services(Connection connection) {
            loader = RunService.shared(connection, new LoaderRole(8, 1 << 20, GeneratedMessagesTest::open));
            trainer = RunService.shared(connection, new TrainerRole(TrainerRole.DEFAULT_CHECKPOINT_INTERVAL));
            evaluator = RunService.shared(connection, new EvaluatorRole(8));
        }

        /// No thread of theirs has ended, and they say so.
        void check() {
            assertThat(uncaught).isEmpty();
            assertThat(loader.alive()).as("data-loader").isTrue();
            assertThat(trainer.alive()).as("trainer").isTrue();
            assertThat(evaluator.alive()).as("evaluator").isTrue();
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .collect(Collectors.toSet()))
                    .contains("data-loader-taker", "trainer-taker", "evaluator-taker", "evaluator-predictions");
        }

        @Override
        public void close() {
            evaluator.close();
            trainer.close();
            loader.close();
        }
    }

    private static Dataset open(JsonNode description) {
        return Datasets.source(description)
                .open(DataFolders.of(Optional.empty(), Map.of(), Path.of("")), Progress.none());
    }

    private void send(KafkaProducer<String, byte[]> producer, GeneratedMessages.Message message) {
        TopicPartition to = message.to();
        try {
            RecordMetadata there = producer.send(new ProducerRecord<>(
                            to.topic(),
                            to.partition(),
                            message.key(),
                            message.value().array()))
                    .get();
            if (to.topic().equals(Topics.RUNS.name()) && !forNobody(message)) {
                switch (Json.decode(message.value().array(), RunRequested.class)) {
                    case Decoded.Ok<RunRequested> ok -> asked.add(ok.value().runId());
                    case Decoded.Malformed<RunRequested> bad -> malformed.add(there.offset());
                }
            }
        } catch (TimeoutException e) {
            // The good run's mini-batches have no topic yet, or none any more.
            assertThat(to.topic()).startsWith("millrace.batches");
        } catch (ExecutionException e) {
            assertThat(to.topic()).as(e.toString()).startsWith("millrace.batches");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static boolean forNobody(GeneratedMessages.Message message) {
        return message.headers().stream().anyMatch(header -> header.key().equals("for-service"));
    }

    private void awaitCompleted(String run, TopicReader<Event> events, Services services) {
        Await.until(DEADLINE, "good run " + run, () -> {
            hear(events);
            services.check();
            return ends.containsKey(run) && scored.contains(run);
        });
        assertThat(ends.get(run)).isInstanceOf(Event.Completed.class);
    }

    private void hear(TopicReader<Event> events) {
        for (Event event : events.poll(Duration.ofMillis(50))) {
            if (event.ends()) {
                ends.putIfAbsent(event.runId(), event);
            } else if (event instanceof Event.Evaluated e) {
                scored.add(e.runId());
            }
        }
    }

    /// Offsets of the requests among the dead letters.
    private static Set<Long> letters(Connection connection) {
        Set<Long> offsets = new HashSet<>();
        try (var consumer = connection.consumer("")) {
            var only = List.of(new TopicPartition(Topics.DEAD_LETTERS.name(), 0));
            consumer.assign(only);
            consumer.seekToBeginning(only);
            long end = consumer.endOffsets(only).getOrDefault(only.getFirst(), 0L);
            Await.until(DEADLINE, "all letters read", () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(letter -> {
                    if (header(letter, "topic").equals(Topics.RUNS.name())) {
                        offsets.add(Long.parseLong(header(letter, "offset")));
                    }
                });
                return consumer.position(only.getFirst()) >= end;
            });
        }
        return offsets;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
