package dev.millrace.evaluator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

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
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.runs.client.PredictionClient;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Chunks;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.Prediction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The evaluator's answers, and the client that asks; the data-loader and the trainer are played by the test.
@Timeout(120)
@ExtendWith(BrokerExtension.class)
class PredictionServiceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Origin PLAYED = new Origin("test", "here");

    private final Connection connection;
    private final RunRequested run;
    private final Publisher publisher;
    private final PredictionClient client;

    PredictionServiceTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        this.publisher = new Publisher(connection);
        this.client = new PredictionClient(connection);
        this.run = request("run-" + UUID.randomUUID());
    }

    private static RunRequested request(String id) {
        return new RunRequested(
                id,
                "two",
                JsonNodeFactory.instance.objectNode(),
                KerasJson.write(TwoClasses.MODEL.model(), Optional.empty()),
                KerasJson.compile(TwoClasses.MODEL.compile().orElseThrow()),
                new RunRequested.FitRef(1, 1, 0, true, 1, Map.of()),
                Instant.now());
    }

    @BeforeEach
    void accepted() {
        publisher.request(run);
        publisher.event(new Event.Accepted(run.runId(), PLAYED, Instant.now(), data(), List.of(), 1, 0, 1, 1, 100));
    }

    private static JsonNode data() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode inputs = data.putObject("inputs").put("dtype", "U8").put("scale", 0.5);
        inputs.putArray("shape").add(2);
        data.putObject("targets").put("kind", "classes").put("count", 2);
        return data;
    }

    @AfterEach
    void close() {
        client.close();
        publisher.close();
    }

    @Test
    void shouldAnswerWithTheNewestCheckpointOrTheOneThatIsNamed() {
        try (var service = service();
                var trainer = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            assertThat(service).isNotNull();
            assertThat(refusal(ask(Optional.empty(), row(4, 0)))).contains("has no checkpoint yet");
            checkpoint(trainer, "step-1", 1, TwoClasses.MODEL);
            Prediction.Answered first = Await.untilPresent(
                    Duration.ofSeconds(2),
                    "the first checkpoint",
                    () -> Optional.of(ask(Optional.empty(), row(4, 0)))
                            .filter(Prediction.Answered.class::isInstance)
                            .map(Prediction.Answered.class::cast));
            assertThat(first.checkpoint()).isEqualTo("step-1");
            assertThat(first.step()).isEqualTo(1);
            assertThat(first.meaning()).isEqualTo(Prediction.Meaning.PROBABILITIES);
            float likely = (float) (1 / (1 + Math.exp(-2)));
            assertThat(first.outputs()).hasSize(1);
            assertThat(first.outputs().getFirst().getFirst()).isEqualTo(likely, offset(1e-6f));
            checkpoint(trainer, "step-2", 2, swapped());
            Await.until(
                    Duration.ofSeconds(2),
                    "the second checkpoint",
                    () -> answered(ask(Optional.empty(), row(4, 0)))
                            .checkpoint()
                            .equals("step-2"));
            Prediction.Answered both = answered(ask(Optional.empty(), row(4, 0, 0, 4)));
            assertThat(both.outputs().get(1).getFirst()).isEqualTo(likely, offset(1e-6f));
            assertThat(answered(ask(Optional.of("step-1"), row(4, 0))).outputs())
                    .isEqualTo(first.outputs());
            assertThat(answered(ask(Optional.of("step-2"), row(0, 4))).checkpoint())
                    .isEqualTo("step-2");
            assertThat(refusal(ask(Optional.of("step-9"), row(4, 0)))).contains("no checkpoint 'step-9'");
        }
    }

    @Test
    void shouldSayWhyItDoesNotAnswer() {
        try (var service = service();
                var trainer = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            assertThat(service).isNotNull();
            checkpoint(trainer, "step-1", 1, TwoClasses.MODEL);
            var wide = new Tensor(DType.U8, List.of(1, 3), ByteBuffer.allocate(3));
            assertThat(refusal(ask(Optional.empty(), wide)))
                    .contains("are U8 [2]")
                    .contains("Received: U8 [3]");
            var floats = new Tensor(DType.F32, List.of(1, 2), ByteBuffer.allocate(8));
            assertThat(refusal(ask(Optional.empty(), floats))).contains("Received: F32 [2]");
            assertThat(refusal(client.predict(run.runId(), Optional.empty(), row(1, 1), 1, DEADLINE)
                            .join()))
                    .contains("x.scale 0.5. Received: U8 [2] with x.scale 1.0");
            var many = new Tensor(DType.U8, List.of(400_000, 2), ByteBuffer.allocate(800_000));
            assertThat(refusal(ask(Optional.empty(), many))).contains("Send fewer rows");
            assertThat(refusal(client.predict("nobody", Optional.empty(), row(1, 1), 0.5f, DEADLINE)
                            .join()))
                    .contains("No run 'nobody'");
            RunRequested waiting = request("run-" + UUID.randomUUID());
            publisher.request(waiting);
            assertThat(refusal(client.predict(waiting.runId(), Optional.empty(), row(1, 1), 0.5f, DEADLINE)
                            .join()))
                    .contains("was not accepted");
            assertThat(answered(ask(Optional.empty(), row(2, 0))).outputs()).hasSize(1);
        }
    }

    @Test
    void shouldLayAsideWhatIsNoRequestAndRefuseOutputsThatAreNoNumbers() {
        try (var service = service();
                var trainer = new Outbox(connection, "trainer-" + run.runId(), run.runId());
                var letters = connection.consumer("")) {
            assertThat(service).isNotNull();
            var broken = model(Float.NaN, 0, 0, 1);
            checkpoint(trainer, "step-1", 1, broken);
            assertThat(refusal(ask(Optional.empty(), row(4, 0))))
                    .contains("row 0")
                    .contains("not all finite");
            send("no tensors".getBytes(StandardCharsets.UTF_8));
            send(null);
            send(Safetensors.encode(new Safetensors.Contents(Map.of(), Map.of("x", row(1, 1)))));
            checkpoint(trainer, "step-2", 2, TwoClasses.MODEL);
            Await.until(
                    DEADLINE,
                    "answers after what is no request",
                    () -> ask(Optional.empty(), row(4, 0)) instanceof Prediction.Answered);
            var partition = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
            letters.assign(List.of(partition));
            letters.seekToBeginning(List.of(partition));
            var seen = new int[1];
            Await.until(DEADLINE, "three dead letters", () -> {
                letters.poll(Duration.ofMillis(100))
                        .forEach(letter ->
                                seen[0] += letter.key() != null && letter.key().equals(run.runId()) ? 1 : 0);
                return seen[0] == 3;
            });
        }
    }

    @Test
    void shouldGoOnWhereAnotherHasLeft() {
        try (var trainer = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            checkpoint(trainer, "step-1", 1, TwoClasses.MODEL);
        }
        try (var second = service()) {
            assertThat(second).isNotNull();
            try (var first = service()) {
                assertThat(first).isNotNull();
                assertThat(answered(ask(Optional.empty(), row(4, 0))).outputs()).hasSize(1);
            }
            assertThat(answered(ask(Optional.empty(), row(4, 0))).outputs()).hasSize(1);
        }
    }

    /// The figure is printed; the limit only tells apart what waits for something.
    @Test
    void shouldAnswerSoon() {
        try (var service = service();
                var trainer = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            assertThat(service).isNotNull();
            checkpoint(trainer, "step-1", 1, TwoClasses.MODEL);
            assertThat(answered(ask(Optional.empty(), row(4, 0))).outputs()).hasSize(1);
            long[] nanos = new long[50];
            for (int i = 0; i < nanos.length; i++) {
                long began = System.nanoTime();
                answered(ask(Optional.empty(), row(4, 0)));
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "from request to answer: median %.1f ms, 90 %% %.1f ms, slowest %.1f ms%n",
                    nanos[25] / 1e6, nanos[45] / 1e6, nanos[49] / 1e6);
            assertThat(Duration.ofNanos(nanos[25])).isLessThan(Duration.ofMillis(500));
        }
    }

    private PredictionService service() {
        return new PredictionService(connection, publisher, PLAYED);
    }

    private Prediction ask(Optional<String> checkpoint, Tensor rows) {
        return client.predict(run.runId(), checkpoint, rows, 0.5f, DEADLINE).join();
    }

    private static Prediction.Answered answered(Prediction prediction) {
        assertThat(prediction).isInstanceOf(Prediction.Answered.class);
        return (Prediction.Answered) prediction;
    }

    private static String refusal(Prediction prediction) {
        assertThat(prediction).isInstanceOf(Prediction.Refused.class);
        return ((Prediction.Refused) prediction).reason();
    }

    private static Tensor row(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return new Tensor(DType.U8, List.of(values.length / 2, 2), bytes.flip());
    }

    /// The model that takes one class for the other.
    private static TrainedModel swapped() {
        return model(0, 1, 1, 0);
    }

    private static TrainedModel model(float... kernel) {
        return new TrainedModel(
                TwoClasses.MODEL.model(),
                TwoClasses.MODEL.compile(),
                List.of(
                        new Variable("dense/kernel", Shape.of(2, 2), kernel),
                        new Variable("dense/bias", Shape.of(2), 0, 0)),
                Optional.empty());
    }

    private void send(byte @Nullable [] value) {
        Map<String, Object> settings = Map.of("bootstrap.servers", connection.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(Topics.PREDICTION_REQUESTS.name(), run.runId(), value));
        }
    }

    private void checkpoint(Outbox outbox, String name, long step, TrainedModel model) {
        TopicPartition to = Partitions.of(Topics.CHECKPOINTS, run.runId());
        var chunks = new Chunks(Safetensors.pieces(ModelTensors.write(model)));
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
                CheckpointManifest.Cause.EPOCH,
                0,
                step,
                1,
                chunks.count(),
                chunks.length(),
                chunks.sha256Hex(),
                new CheckpointManifest.Provenance(PLAYED, "0", "none", 1, 0, 0),
                Instant.now());
        outbox.send(to, CheckpointKeys.manifest(run.runId(), name), Schema.CHECKPOINT_MANIFEST, Json.encode(manifest));
        outbox.commit();
    }
}
