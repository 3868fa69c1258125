package dev.millrace.evaluator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.evaluator.TwoClasses;
import dev.millrace.keras.KerasJson;
import dev.millrace.keras.ModelTensors;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Partitions;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Chunks;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import dev.millrace.wire.reports.ClassScore;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.WorstExample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The evaluator among topics; the data-loader and the trainer are played by the test.
@ExtendWith(BrokerExtension.class)
class RunEvaluationTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Origin PLAYED = new Origin("test", "here");

    private final String bootstrapServers;
    private final Connection connection;
    private final RunRequested run = new RunRequested(
            "run-" + UUID.randomUUID(),
            "two",
            JsonNodeFactory.instance.objectNode(),
            KerasJson.write(TwoClasses.MODEL.model(), Optional.empty()),
            KerasJson.compile(TwoClasses.MODEL.compile().orElseThrow()),
            new RunRequested.FitRef(2, 1, 0, true, 1, Map.of()),
            Instant.now());

    RunEvaluationTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
        this.connection = Connection.to(bootstrapServers);
    }

    /// A run may be over before the data-loader has published what is scored, and a data-loader may have died while it
    /// published that: its transaction is aborted, and leaves no more than a mark behind.
    @Test
    void shouldScoreOnceThereIsWhatIsScored() {
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
            topics.create(List.of(Topics.batches(run.runId())));
        }
        List<Event> told = new ArrayList<>();
        try (var service = RunService.only(connection, List.of(new EvaluatorRole(1)), List.of(run));
                var events = TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt());
                var reports =
                        TopicReader.ofRun(connection, Topics.REPORTS, run.runId(), Report.class, run.requestedAt());
                var died = new Outbox(connection, "loader-" + run.runId(), run.runId());
                var trainer = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            say(died, new Event.Accepted(run.runId(), PLAYED, Instant.now(), data(), List.of(), 1, 0, 3, 1, 100));
            // The second mini-batch comes in two parts.
            List<BatchMessage> scored = List.of(
                    TwoClasses.batch(run.runId(), Split.TEST, new int[] {2, 0}, 0),
                    part(0, TwoClasses.batch(run.runId(), Split.TEST, new int[] {0, 2}, 1)),
                    part(1, TwoClasses.batch(run.runId(), Split.TEST, new int[] {3, 0}, 1)));
            scored.forEach(part -> send(died, part));
            awaitWritten();
            // Whoever takes over aborts what the one before left open.
            try (var loader = new Outbox(connection, "loader-" + run.runId(), run.runId())) {
                String checkpoint = complete(trainer);
                told.addAll(events.poll(Duration.ofSeconds(1)));
                told.addAll(events.poll(Duration.ofSeconds(1)));
                assertThat(told).noneMatch(Event.Evaluated.class::isInstance);
                scored.forEach(part -> send(loader, part));
                loader.commit();
                Event.Evaluated evaluated = Await.untilPresent(DEADLINE, "the scores", () -> {
                    told.addAll(events.poll(Duration.ofMillis(100)));
                    return told.stream()
                            .filter(Event.Evaluated.class::isInstance)
                            .map(Event.Evaluated.class::cast)
                            .findFirst();
                });
                assertThat(evaluated.checkpoint()).isEqualTo(checkpoint);
                assertThat(evaluated.values().get(Split.TEST.wireName())).containsEntry("accuracy", 2 / 3.0);
                Report report = reports.pollToEnd().getLast();
                assertThat(report.checkpoint()).isEqualTo(checkpoint);
                assertThat(report.split()).isEqualTo(Split.TEST);
                assertThat(report.classes()).containsExactly("left", "right");
                assertThat(report.examples()).isEqualTo(3);
                assertThat(report.perClass()).containsExactly(ClassScore.of(1, 2, 1), ClassScore.of(2, 1, 1));
                assertThat(report.worst())
                        .extracting(WorstExample::example)
                        .as("the third example is the second of the second mini-batch, of two each")
                        .containsExactly(3L, 0L, 2L);
                assertThat(report.time()).isEqualTo(evaluated.time());
                assertThat(service.alive()).isTrue();
            }
        }
    }

    private static JsonNode data() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode targets = data.putObject("targets").put("kind", "classes").put("count", 2);
        targets.putArray("names").add("left").add("right");
        return data;
    }

    /// One of two parts of the second mini-batch.
    private static BatchMessage part(int part, BatchMessage of) {
        return new BatchMessage(
                of.runId(), of.split(), 0, 1, part, 2, of.inputs(), of.targets(), of.weights(), of.scale());
    }

    private String complete(Outbox outbox) {
        String name = "step-1";
        TopicPartition to = Partitions.of(Topics.CHECKPOINTS, run.runId());
        var chunks = new Chunks(Safetensors.pieces(ModelTensors.write(TwoClasses.MODEL)));
        while (chunks.hasNext()) {
            outbox.send(
                    to,
                    CheckpointKeys.chunk(run.runId(), name, chunks.count()),
                    Schema.CHECKPOINT_CHUNK,
                    chunks.next());
        }
        var manifest = new CheckpointManifest(
                run.runId(),
                name,
                CheckpointManifest.Cause.COMPLETED,
                0,
                1,
                1,
                chunks.count(),
                chunks.length(),
                chunks.sha256Hex(),
                new CheckpointManifest.Provenance(PLAYED, "0", "none", 1, 0, 0),
                Instant.now());
        outbox.send(to, CheckpointKeys.manifest(run.runId(), name), Schema.CHECKPOINT_MANIFEST, Json.encode(manifest));
        say(outbox, new Event.Completed(run.runId(), PLAYED, Instant.now(), name, 1, manifest.sha256(), List.of()));
        return name;
    }

    /// Waits until a record is written, published or not.
    private void awaitWritten() {
        var scored = new TopicPartition(Topics.batches(run.runId()).name(), Topics.EVALUATION_PARTITION);
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Await.until(DEADLINE, "the record", () -> {
                try {
                    return admin.listOffsets(Map.of(scored, OffsetSpec.latest()))
                                    .partitionResult(scored)
                                    .get()
                                    .offset()
                            > 0;
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    private void send(Outbox outbox, BatchMessage batch) {
        var to = new TopicPartition(Topics.batches(run.runId()).name(), Topics.EVALUATION_PARTITION);
        outbox.send(to, batch.key(), Schema.BATCH, batch.encode());
    }

    private void say(Outbox outbox, Event event) {
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }
}
