package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Partitions;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.runfile.Submission;
import dev.millrace.runs.client.RunClient;
import dev.millrace.runs.client.RunListener;
import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.run.RunFiles;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Garbage on every topic that is read: it is laid aside with the reason, and the run is done all the same.
@ExtendWith(OwnBrokerExtension.class)
final class DeadLetterTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final byte[] GARBAGE = "{\"torn\":".getBytes(StandardCharsets.UTF_8);

    private final Connection connection;

    DeadLetterTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
    }

    @Test
    void shouldLayGarbageAsideAndFinishTheRun(@TempDir Path folder) throws Exception {
        RunRequested run = Submission.of(RunFiles.read(Tiny.runFile(folder)));
        String id = run.runId();
        TopicPartition batches = new TopicPartition(Topics.batches(id).name(), 0);
        Map<String, TopicPartition> places = new TreeMap<>(Map.of(
                "runs",
                new TopicPartition(Topics.RUNS.name(), 0),
                "commands",
                Partitions.of(Topics.COMMANDS, id),
                "events",
                Partitions.of(Topics.EVENTS, id),
                "checkpoints",
                Partitions.of(Topics.CHECKPOINTS, id),
                "training batches",
                batches,
                "evaluation batches",
                new TopicPartition(batches.topic(), 1)));
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        send(at(places, "runs"), id);
        var loader = new LoaderRole(1, LoaderRole.DEFAULT_WINDOW_BYTES, description -> Tiny.dataset());
        try (var publisher = new Publisher(connection);
                var loading = RunService.shared(connection, loader);
                var runs = new RunClient(connection);
                var watch = runs.watch(run, new RunListener() {})) {
            publisher.request(run);
            assertThat(watch.awaitAnswer(DEADLINE)).as("accepted").isPresent();
            // Everything is there, and nothing is read yet.
            for (String place : List.of("commands", "events", "training batches", "evaluation batches")) {
                send(at(places, place), id);
            }
            send(at(places, "events"), null);
            send(at(places, "commands"), null);
            send(at(places, "checkpoints"), id + "/step-000000005/manifest");
            publish(at(places, "training batches"), null, null);
            publish(at(places, "evaluation batches"), null, null);

            var trainer = new TrainerRole(TrainerRole.DEFAULT_CHECKPOINT_INTERVAL);
            try (var training = RunService.only(connection, List.of(trainer), List.of(run));
                    var evaluating = RunService.only(connection, List.of(new EvaluatorRole(1)), List.of(run))) {
                RunResult result = watch.follow(() -> false);
                assertThat(result.completed()).as(result.toString()).isTrue();
                assertThat(result.scored().orElseThrow().values().get("test")).containsEntry("accuracy", 1.0);
                assertThat(List.of(loading.alive(), training.alive(), evaluating.alive()))
                        .containsOnly(true);
            }
        }
        assertLaidAside(places);
    }

    /// Every place has its letters: the value as it was, and in the headers why and whence.
    private void assertLaidAside(Map<String, TopicPartition> places) {
        List<String> letters = letters();
        places.forEach((name, place) -> assertThat(letters)
                .as(name)
                .anySatisfy(letter -> assertThat(letter)
                        .matches("\\Q" + place.topic() + " " + place.partition() + "\\E \\d+ .{10,} "
                                + Pattern.quote(new String(GARBAGE, StandardCharsets.UTF_8)))));
        assertThat(letters).anyMatch(letter -> letter.contains("not a RunRequested"));
        assertThat(letters).anyMatch(letter -> letter.contains("not a Command"));
        assertThat(letters).anyMatch(letter -> letter.contains("not a Event"));
        assertThat(letters).anyMatch(letter -> letter.contains("not a CheckpointManifest"));
        assertThat(letters).anyMatch(letter -> letter.contains("no key: a message about a run has the run's id"));
    }

    /// `topic partition offset reason value` of every letter.
    private List<String> letters() {
        try (var consumer = connection.consumer("")) {
            var only = List.of(new TopicPartition(Topics.DEAD_LETTERS.name(), 0));
            consumer.assign(only);
            consumer.seekToBeginning(only);
            var letters = new ArrayList<String>();
            long end = consumer.endOffsets(only).getOrDefault(only.getFirst(), 0L);
            Await.until(DEADLINE, "all letters read", () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> letters.add(letter(record)));
                return consumer.position(only.getFirst()) >= end;
            });
            return letters;
        }
    }

    private static String letter(ConsumerRecord<String, ByteBuffer> record) {
        var letter = new StringBuilder();
        for (String name : List.of("topic", "partition", "offset", "reason")) {
            letter.append(new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8))
                    .append(' ');
        }
        return letter.append(StandardCharsets.UTF_8.decode(record.value())).toString();
    }

    private static TopicPartition at(Map<String, TopicPartition> places, String name) {
        return Objects.requireNonNull(places.get(name), name);
    }

    private void send(TopicPartition to, @Nullable String key) throws Exception {
        publish(to, key, GARBAGE);
    }

    private void publish(TopicPartition to, @Nullable String key, byte @Nullable [] value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", connection.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(to.topic(), to.partition(), key, value))
                    .get();
        }
    }
}
