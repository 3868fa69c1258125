package dev.millrace.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.keras.KerasJson;
import dev.millrace.keras.ModelTensors;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Partitions;
import dev.millrace.messaging.Publisher;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Chunks;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/// Writes what services would of a run: real messages, in transactions of its own.
public final class PlayedRun implements AutoCloseable {
    /// Who is played.
    public static final Origin TRAINER = new Origin("trainer", "played-trainer");

    private static final Origin LOADER = new Origin("data-loader", "played-loader");
    private static final Origin EVALUATOR = new Origin("evaluator", "played-evaluator");
    private static final Sequential MODEL = Sequential.of(Shape.of(4), Dense.of(2, Activation.SOFTMAX));
    private static final Compile COMPILE = new Compile(new SGD(), new CategoricalCrossentropy(), Metrics.ACCURACY);

    private final RunRequested request;
    private final Outbox outbox;
    private final Publisher publisher;

    public PlayedRun(Connection connection, String name) {
        this(connection, name, Instant.now());
    }

    public PlayedRun(Connection connection, String name, Instant requestedAt) {
        this.request = new RunRequested(
                name + "-" + UUID.randomUUID(),
                name,
                JsonNodeFactory.instance.objectNode().set("digits", JsonNodeFactory.instance.objectNode()),
                KerasJson.write(MODEL, Optional.empty()),
                KerasJson.compile(COMPILE),
                new RunRequested.FitRef(10, 10, 0.1, true, 1, Map.of()),
                requestedAt);
        this.publisher = new Publisher(connection);
        this.outbox = new Outbox(connection, "played-" + request.runId(), request.runId());
    }

    public String id() {
        return request.runId();
    }

    public RunRequested request() {
        return request;
    }

    public Publisher publisher() {
        return publisher;
    }

    /// Asks for the run.
    public PlayedRun requested() {
        publisher.request(request);
        return this;
    }

    /// A data-loader accepts it: ten epochs of 100 steps.
    public PlayedRun accepted() {
        say(new Event.Accepted(id(), LOADER, Instant.now(), data(), List.of("Ten pixels."), 1000, 100, 100, 100, 4000));
        publisher.handOn(request);
        return this;
    }

    private static com.fasterxml.jackson.databind.JsonNode data() {
        try {
            return new ObjectMapper()
                    .readTree("{\"inputs\": {\"dtype\": \"F32\", \"shape\": [4], \"scale\": 1.0},"
                            + " \"targets\": {\"kind\": \"classes\", \"count\": 2, \"names\": [\"no\", \"yes\"]},"
                            + " \"weighted\": false, \"preparation\": {\"kind\": \"arrays\"}}");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// A trainer begins.
    public PlayedRun started(long step) {
        say(new Event.Started(id(), TRAINER, Instant.now(), step));
        return this;
    }

    public PlayedRun heartbeat(long step, double waitingShare) {
        say(new Event.Heartbeat(id(), TRAINER, Instant.now(), (int) (step / 100), step, 50, waitingShare));
        return this;
    }

    /// Publishes metrics of these steps, each 1/step, in one transaction.
    public PlayedRun trained(int from, int to) {
        for (int step = from; step <= to; step++) {
            send(Split.TRAINING, step, 1.0 / step, 1 - 1.0 / step);
        }
        outbox.commit();
        return this;
    }

    /// Publishes the scores of an epoch's end.
    public PlayedRun validated(int epoch, double accuracy) {
        send(Split.VALIDATION, (epoch + 1) * 100, 1 - accuracy, accuracy);
        outbox.commit();
        return this;
    }

    private void send(Split split, int step, double loss, double accuracy) {
        var metric = new Metric(
                id(),
                split,
                (step - 1) / 100,
                step,
                Map.of("loss", loss, "accuracy", accuracy),
                request.requestedAt().plusMillis(10L * step));
        outbox.send(Topics.METRICS, id(), Schema.METRIC, Json.encode(metric));
    }

    /// Publishes a checkpoint whose weights are all `step`, and says so.
    public PlayedRun checkpoint(long step, CheckpointManifest.Cause cause) {
        String name = "step-%09d".formatted(step);
        TopicPartition to = Partitions.of(Topics.CHECKPOINTS, id());
        var chunks = new Chunks(Safetensors.pieces(ModelTensors.write(model(step))));
        while (chunks.hasNext()) {
            outbox.send(to, CheckpointKeys.chunk(id(), name, chunks.count()), Schema.CHECKPOINT_CHUNK, chunks.next());
        }
        var manifest = new CheckpointManifest(
                id(),
                name,
                cause,
                (int) (step / 100),
                step,
                step,
                chunks.count(),
                chunks.length(),
                chunks.sha256Hex(),
                new CheckpointManifest.Provenance(TRAINER, "0", "none", 1, 0, 0),
                Instant.now());
        outbox.send(to, CheckpointKeys.manifest(id(), name), Schema.CHECKPOINT_MANIFEST, Json.encode(manifest));
        say(new Event.Checkpointed(id(), TRAINER, Instant.now(), name, step, step, manifest.sha256()));
        return this;
    }

    /// The model that a checkpoint of this step holds.
    public static TrainedModel model(long step) {
        List<Variable> weights = MODEL.weights().stream()
                .map(spec -> {
                    int count = spec.shape().dims().stream().reduce(1, (a, b) -> a * b);
                    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(java.nio.ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < count; i++) {
                        bytes.putFloat((float) step);
                    }
                    return new Variable(spec.name(), spec.shape(), bytes.flip());
                })
                .toList();
        return new TrainedModel(MODEL, Optional.of(COMPILE), weights, Optional.empty());
    }

    /// The evaluator has scored the checkpoint of an epoch's end.
    public PlayedRun evaluated(long step, double accuracy) {
        say(new Event.Evaluated(
                id(),
                EVALUATOR,
                Instant.now(),
                "step-%09d".formatted(step),
                (int) (step / 100 - 1),
                step,
                Map.of("validation", Map.of("accuracy", accuracy))));
        return this;
    }

    public PlayedRun failed(String reason) {
        say(new Event.Failed(id(), TRAINER, Instant.now(), reason));
        return this;
    }

    public void say(Event event) {
        outbox.send(Topics.EVENTS, id(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }

    @Override
    public void close() {
        outbox.close();
        publisher.close();
    }
}
