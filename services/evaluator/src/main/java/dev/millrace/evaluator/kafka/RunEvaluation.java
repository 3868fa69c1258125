package dev.millrace.evaluator.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.evaluator.Reports;
import dev.millrace.evaluator.Scoring;
import dev.millrace.keras.ModelTensors;
import dev.millrace.messaging.CatchingUp;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.CloseableStack;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunTask.Outcome;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.nn.Fit;
import dev.millrace.runs.RunSpec;
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
import dev.millrace.wire.reports.Report;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Follows one run's checkpoints and scores them: on the validation split at the end of each epoch, on the test
/// split at the end of the run. For one thread.
final class RunEvaluation implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    private final RunRequested run;
    private final Fit fit;
    private final TopicAdmin topics;
    private final Origin origin;
    private final Publisher publisher;
    private final CloseableStack opened = new CloseableStack();
    private final Outbox outbox;
    private final CheckpointFeed checkpoints;
    private final TopicReader<Event> events;
    private final Consumer<String, ByteBuffer> batches;
    private final TopicPartition partition;
    private final BatchCodec codec = new BatchCodec();
    private final RunState state = new RunState();
    private boolean batchesThere;

    RunEvaluation(RunRequested run, Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
        this.run = run;
        this.fit = RunSpec.fit(run);
        this.topics = topics;
        this.origin = origin;
        this.publisher = publisher;
        this.partition = new TopicPartition(Topics.batches(run.runId()).name(), Topics.EVALUATION_PARTITION);
        this.outbox = opened.add(() -> new Outbox(connection, "evaluator-" + run.runId(), run.runId()));
        this.checkpoints =
                opened.add(() -> new CheckpointFeed(connection, run.runId(), run.requestedAt(), publisher::deadLetter));
        this.events = opened.add(() -> TopicReader.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), publisher::deadLetter));
        this.batches = opened.add(connection::returningConsumer);
    }

    /// A run whose last checkpoint was scored before is done: its mini-batches may be gone.
    Outcome toTheEnd(BooleanSupplier shutdownRequested, Runnable progressMade) {
        events.pollPastOpenTransactions(topics).forEach(state::hear);
        while (!state.scored()) {
            if (shutdownRequested.getAsBoolean()) {
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
                progressMade.run();
            }
        }
        return Outcome.DONE;
    }

    /// Whether there is what is scored. The data-loader publishes all of it in one transaction: where a mini-batch can
    /// be read, all can. That the topic has an end says nothing: a transaction that was aborted has one, too.
    private boolean batchesThere(Event.Accepted run) {
        batchesThere = batchesThere || run.validationSamples() + run.testSamples() == 0 || canBeRead();
        return batchesThere;
    }

    private boolean canBeRead() {
        var only = List.of(partition);
        batches.assign(only);
        batches.seekToBeginning(only);
        var read = new AtomicInteger();
        CatchingUp.toEnd(batches, () -> read.addAndGet(batches.poll(POLL).count()));
        return read.get() > 0;
    }

    /// Whether this was the run's last checkpoint.
    private boolean evaluate(Checkpoint checkpoint, Event.Accepted run) {
        CheckpointManifest manifest = checkpoint.manifest();
        boolean last = manifest.cause().ends();
        boolean epochEnd = manifest.cause() == CheckpointManifest.Cause.EPOCH && fit.validates(lastEpoch(manifest));
        Set<Split> splits = EnumSet.noneOf(Split.class);
        if ((epochEnd || last) && run.validationSamples() > 0) {
            splits.add(Split.VALIDATION);
        }
        if (last && run.testSamples() > 0) {
            splits.add(Split.TEST);
        }
        if (last || !splits.isEmpty()) {
            score(checkpoint, splits, run.data());
        }
        return last;
    }

    private void score(Checkpoint checkpoint, Set<Split> splits, JsonNode data) {
        int batchSize = run.fit().batchSize();
        try (var scoring = new Scoring(ModelTensors.read(checkpoint.contents()), splits, data, batchSize)) {
            var assembler = new BatchAssembler(batchSize);
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
            publish(checkpoint.manifest(), scoring);
        }
    }

    private void publish(CheckpointManifest manifest, Scoring scoring) {
        Instant now = Instant.now();
        int epoch = lastEpoch(manifest);
        Map<String, Map<String, Double>> byName = new TreeMap<>();
        scoring.results().forEach((split, values) -> {
            byName.put(split.wireName(), values);
            // A metric is a fact about a step: of the validation it was said of the epoch's checkpoint.
            if (split == Split.TEST || !manifest.afterEpoch()) {
                var metric = new Metric(run.runId(), split, epoch, manifest.step(), values, now);
                outbox.send(Topics.METRICS, run.runId(), Schema.METRIC, Json.encode(metric));
            }
        });
        for (Report report : scoring.reports(new Reports(manifest, epoch, now, origin))) {
            outbox.send(Topics.REPORTS, run.runId(), Schema.REPORT, Json.encode(report));
        }
        var event =
                new Event.Evaluated(run.runId(), origin, now, manifest.checkpoint(), epoch, manifest.step(), byName);
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }

    /// The epoch that the checkpoint's last step belongs to.
    private int lastEpoch(CheckpointManifest manifest) {
        int stepsPerEpoch = state.accepted().map(Event.Accepted::stepsPerEpoch).orElse(1);
        return fit.initialEpoch() + Math.toIntExact(Math.max(0, manifest.step() - 1) / stepsPerEpoch);
    }

    @Override
    public void close() {
        opened.close();
    }
}
