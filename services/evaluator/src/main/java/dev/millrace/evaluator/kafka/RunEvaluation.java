package dev.millrace.evaluator.kafka;

import dev.millrace.evaluator.Scoring;
import dev.millrace.keras.ModelTensors;
import dev.millrace.messaging.CatchingUp;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Opened;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunTask.Outcome;
import dev.millrace.messaging.Tail;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.runs.RunState;
import dev.millrace.wire.BatchAssembler;
import dev.millrace.wire.BatchCodec;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Follows one run's checkpoints and scores them: on the validation split at the end of each epoch, on the test
/// split at the end of the run. For one thread.
final class RunEvaluation implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    private final RunRequested run;
    private final TopicAdmin topics;
    private final Origin origin;
    private final Publisher publisher;
    private final Opened opened = new Opened();
    private final Outbox outbox;
    private final CheckpointFeed checkpoints;
    private final Tail<Event> events;
    private final Consumer<String, ByteBuffer> batches;
    private final TopicPartition partition;
    private final BatchCodec codec = new BatchCodec();
    private final RunState state = new RunState();
    private boolean batchesThere;

    RunEvaluation(RunRequested run, Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        this.run = run;
        this.topics = topics;
        this.origin = origin;
        this.publisher = publisher;
        this.partition = new TopicPartition(Topics.batches(run.runId()).name(), Topics.EVALUATION_PARTITION);
        this.outbox = opened.add(() -> new Outbox(connection, "evaluator-" + run.runId(), run.runId()));
        this.checkpoints =
                opened.add(() -> new CheckpointFeed(connection, run.runId(), run.requestedAt(), publisher::deadLetter));
        this.events = opened.add(() -> Tail.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), publisher::deadLetter));
        this.batches = opened.add(() -> connection.consumer(""));
    }

    /// A run whose last checkpoint was scored before is done: its mini-batches may be gone.
    Outcome toTheEnd(BooleanSupplier leaving, Runnable further) {
        events.pollPastOpenTransactions(topics).forEach(state::hear);
        while (state.evaluatedStep() < finalStep()) {
            if (leaving.getAsBoolean()) {
                return Outcome.LEFT;
            }
            boolean ready = state.accepted().isPresent()
                    && batchesThere(state.accepted().get());
            events.poll(ready ? Duration.ZERO : POLL).forEach(state::hear);
            if (ready) {
                for (Checkpoint checkpoint : checkpoints.poll(POLL)) {
                    if (evaluate(checkpoint, state.accepted().get())) {
                        return Outcome.DONE;
                    }
                }
            }
            if (!ready || checkpoints.caughtUp()) {
                further.run();
            }
        }
        return Outcome.DONE;
    }

    /// Whether there is what is scored: the data-loader publishes all of it in one transaction.
    private boolean batchesThere(Event.Accepted run) {
        batchesThere = batchesThere || run.validationSamples() + run.testSamples() == 0 || end() > 0;
        return batchesThere;
    }

    private long end() {
        return batches.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /// Whether this was the run's last checkpoint.
    private boolean evaluate(Checkpoint checkpoint, Event.Accepted run) {
        CheckpointManifest manifest = checkpoint.manifest();
        boolean last = manifest.cause().ends();
        boolean epochEnd = manifest.cause() == CheckpointManifest.Cause.EPOCH || last;
        Set<Split> splits = EnumSet.noneOf(Split.class);
        if (epochEnd && run.validationSamples() > 0) {
            splits.add(Split.VALIDATION);
        }
        if (last && run.testSamples() > 0) {
            splits.add(Split.TEST);
        }
        if (last || !splits.isEmpty()) {
            publish(manifest, score(checkpoint, splits));
        }
        return last;
    }

    private Map<Split, Map<String, Double>> score(Checkpoint checkpoint, Set<Split> splits) {
        try (var scoring = new Scoring(ModelTensors.read(checkpoint.contents()), splits)) {
            var assembler = new BatchAssembler(run.fit().batchSize());
            var only = List.of(partition);
            batches.assign(only);
            batches.seekToBeginning(only);
            CatchingUp.toEnd(batches, () -> {
                for (ConsumerRecord<String, ByteBuffer> record : batches.poll(POLL)) {
                    switch (codec.decode(record.value())) {
                        case Decoded.Ok<BatchMessage> ok ->
                            assembler.add(ok.value()).ifPresent(scoring::add);
                        case Decoded.Malformed<BatchMessage> bad -> publisher.deadLetter(record, bad.reason());
                    }
                }
            });
            return scoring.results();
        }
    }

    private void publish(CheckpointManifest manifest, Map<Split, Map<String, Double>> results) {
        Instant now = Instant.now();
        int epoch = lastEpoch(manifest);
        Map<String, Map<String, Double>> byName = new TreeMap<>();
        results.forEach((split, values) -> {
            byName.put(split.wireName(), values);
            var metric = new Metric(run.runId(), split, epoch, manifest.step(), values, now);
            outbox.send(Topics.METRICS, run.runId(), Schema.METRIC, Json.encode(metric));
        });
        var event =
                new Event.Evaluated(run.runId(), origin, now, manifest.checkpoint(), epoch, manifest.step(), byName);
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }

    /// The epoch that the checkpoint's last step belongs to.
    private int lastEpoch(CheckpointManifest manifest) {
        int stepsPerEpoch = state.accepted().map(Event.Accepted::stepsPerEpoch).orElse(1);
        return Math.toIntExact(Math.max(0, manifest.step() - 1) / stepsPerEpoch);
    }

    /// The step whose checkpoint is the last to be scored: below every step if there is no trained model, above every
    /// one
    /// as long as the run has not ended.
    private long finalStep() {
        if (state.end().isEmpty()) {
            return Long.MAX_VALUE;
        }
        return switch (state.end().get()) {
            case Event.Completed e -> e.step();
            case Event.Stopped e -> e.step();
            default -> RunState.NEVER;
        };
    }

    @Override
    public void close() {
        opened.close();
    }
}
