package dev.millrace.trainer.kafka;

import dev.millrace.messaging.CrashPoint;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Partitions;
import dev.millrace.trainer.Position;
import dev.millrace.trainer.Retention;
import dev.millrace.trainer.Training;
import dev.millrace.trainer.TrainingState;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.CheckpointManifest.Cause;
import dev.millrace.wire.CheckpointManifest.Provenance;
import dev.millrace.wire.Chunks;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/// Everything a trainer says about its run. What is said between two heartbeats goes out together; a checkpoint
/// goes out with the position it belongs to. For one thread.
final class TrainerReporter implements AutoCloseable {
    private final RunRequested run;
    private final Origin origin;
    private final AsyncOutbox publishing;
    private final ConsumerGroupMetadata group;
    private final TopicPartition batches;
    private final Retention retention = new Retention();
    private List<Metric> metrics = new ArrayList<>();
    private List<Event> events = new ArrayList<>();
    private long firstOffset = -1;
    private long waitedNanos;
    private long beatNanos = System.nanoTime();
    private long beatStep;
    private long startStep;
    private Runnable progressMade = () -> {};
    private long epochNanos = System.nanoTime();

    TrainerReporter(
            RunRequested run, Origin origin, Outbox outbox, ConsumerGroupMetadata group, TopicPartition batches) {
        this.run = run;
        this.origin = origin;
        this.publishing = new AsyncOutbox(outbox);
        this.group = group;
        this.batches = batches;
    }

    /// Checkpoints of the run that were there before.
    void known(Collection<CheckpointManifest> manifests) {
        retention.known(manifests);
        manifests.stream()
                .findFirst()
                .ifPresent(m -> firstOffset = m.provenance().firstOffset());
    }

    /// @param progressMade to be called once a later checkpoint than the one that was begun with can be read
    void started(Position position, Runnable progressMade) {
        this.progressMade = progressMade;
        startStep = position.step();
        beatStep = position.step();
        events.add(new Event.Started(run.runId(), origin, Instant.now(), position.step()));
        publishPending();
    }

    /// Time spent waiting for mini-batches.
    void waited(long nanos) {
        waitedNanos += nanos;
    }

    /// A step was made with the mini-batch at `offset`.
    void trained(Training training, long offset) {
        if (firstOffset < 0) {
            firstOffset = offset;
        }
        if (training.metricDue()) {
            metrics.add(new Metric(
                    run.runId(),
                    Split.TRAINING,
                    training.epoch(),
                    training.position().step(),
                    training.values(),
                    Instant.now()));
        }
        if (training.epochEnded()) {
            long now = System.nanoTime();
            events.add(new Event.EpochEnded(
                    run.runId(),
                    origin,
                    Instant.now(),
                    training.epoch(),
                    training.position().step(),
                    training.values(),
                    (now - epochNanos) / 1e9));
            epochNanos = now;
        }
    }

    /// `command` has taken effect after the step just made; to be published together with what comes of it.
    void commandApplied(Command command, Training training) {
        events.add(new Event.CommandApplied(
                run.runId(), origin, Instant.now(), command, training.position().step()));
    }

    /// Callbacks were told that an epoch has ended; to be published together with what comes of it.
    ///
    /// @param values scores of training that they were given
    /// @param validation scores of the validation that they were given; none where none was due
    void epochEnded(
            Training training,
            int epoch,
            Map<String, Double> values,
            Map<String, Double> validation,
            List<String> notes) {
        Map<String, Map<String, Double>> bySplit = new TreeMap<>(Map.of(Split.TRAINING.wireName(), values));
        if (!validation.isEmpty()) {
            bySplit.put(Split.VALIDATION.wireName(), validation);
        }
        events.add(new Event.CallbacksApplied(
                run.runId(),
                origin,
                Instant.now(),
                epoch,
                training.position().step(),
                bySplit,
                training.learningRate(),
                training.stopped(),
                training.bestSteps().stream().map(TrainerReporter::name).toList(),
                notes));
    }

    void heartbeat(Training training) {
        long now = System.nanoTime();
        double seconds = Math.max(1e-9, (now - beatNanos) / 1e9);
        long step = training.position().step();
        events.add(new Event.Heartbeat(
                run.runId(),
                origin,
                Instant.now(),
                training.epoch(),
                step,
                (step - beatStep) / seconds,
                Math.min(1, waitedNanos / 1e9 / seconds)));
        beatNanos = now;
        beatStep = step;
        waitedNanos = 0;
        publishPending();
    }

    void failed(String reason) {
        events.add(new Event.Failed(run.runId(), origin, Instant.now(), reason));
        publishPending();
        flush();
    }

    /// Publishes a checkpoint beside training; waits for the one before.
    ///
    /// @param scoredStep every checkpoint up to this step has its scores, or gets none
    /// @param notes what callbacks have to say of the end, if it is that
    void checkpoint(Training training, Cause cause, long scoredStep, List<String> notes) {
        TrainingState state = training.state();
        Set<Long> best = training.bestSteps();
        flush();
        List<Metric> metrics = takeMetrics();
        List<Event> events = takeEvents();
        long first = Math.max(0, firstOffset);
        publishing.publish(outbox -> {
            send(outbox, metrics, events);
            CheckpointManifest manifest = send(outbox, state, cause, first);
            retention.made(manifest, scoredStep, best).forEach(old -> bury(outbox, old));
            outbox.position(group, batches, state.position().nextOffset());
            for (Event event : eventsOf(manifest, notes)) {
                send(outbox, List.of(), List.of(event));
            }
        });
        if (state.position().step() > startStep) {
            publishing.then(progressMade);
        }
    }

    /// Waits until all that was said is published.
    void flush() {
        publishing.await();
    }

    private CheckpointManifest send(Outbox outbox, TrainingState state, Cause cause, long first) {
        String name = name(state.position().step());
        if (cause.ends() && retention.has(name)) {
            // An epoch's end, which is scored by itself: callbacks may have changed the weights since.
            name += CheckpointManifest.AFTER_EPOCH;
        }
        TopicPartition to = Partitions.of(Topics.CHECKPOINTS, run.runId());
        var chunks = new Chunks(Safetensors.pieces(state.contents()));
        while (chunks.hasNext()) {
            String key = CheckpointKeys.chunk(run.runId(), name, chunks.count());
            CrashPoint.BEFORE_CHUNK.reached();
            outbox.send(to, key, Schema.CHECKPOINT_CHUNK, chunks.next());
            CrashPoint.AFTER_CHUNK.reached();
        }
        var manifest = new CheckpointManifest(
                run.runId(),
                name,
                cause,
                state.position().epoch(),
                state.position().step(),
                state.position().nextOffset(),
                chunks.count(),
                chunks.length(),
                chunks.sha256Hex(),
                new Provenance(
                        origin,
                        TrainerRole.VERSION,
                        state.kernels(),
                        Runtime.getRuntime().availableProcessors(),
                        run.fit().seed(),
                        first),
                Instant.now());
        CrashPoint.BEFORE_MANIFEST.reached();
        outbox.send(to, CheckpointKeys.manifest(run.runId(), name), Schema.CHECKPOINT_MANIFEST, Json.encode(manifest));
        CrashPoint.AFTER_MANIFEST.reached();
        return manifest;
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "step-%09d", step);
    }

    /// Marks a checkpoint as deleted.
    private void bury(Outbox outbox, CheckpointManifest old) {
        TopicPartition to = Partitions.of(Topics.CHECKPOINTS, run.runId());
        for (int i = 0; i < old.chunks(); i++) {
            outbox.send(to, CheckpointKeys.chunk(run.runId(), old.checkpoint(), i), Schema.CHECKPOINT_CHUNK, null);
        }
        outbox.send(to, CheckpointKeys.manifest(run.runId(), old.checkpoint()), Schema.CHECKPOINT_MANIFEST, null);
    }

    private List<Event> eventsOf(CheckpointManifest m, List<String> notes) {
        Event made = new Event.Checkpointed(
                run.runId(), origin, m.time(), m.checkpoint(), m.step(), m.nextOffset(), m.sha256());
        return switch (m.cause()) {
            case EPOCH, INTERVAL, COMMAND -> List.of(made);
            case STOPPED ->
                List.of(made, new Event.Stopped(run.runId(), origin, m.time(), m.checkpoint(), m.step(), m.sha256()));
            case COMPLETED ->
                List.of(
                        made,
                        new Event.Completed(
                                run.runId(), origin, m.time(), m.checkpoint(), m.step(), m.sha256(), notes));
        };
    }

    private void publishPending() {
        List<Metric> metrics = takeMetrics();
        List<Event> events = takeEvents();
        publishing.publish(outbox -> send(outbox, metrics, events));
    }

    private void send(Outbox outbox, List<Metric> metrics, List<Event> events) {
        metrics.forEach(m -> outbox.send(Topics.METRICS, run.runId(), Schema.METRIC, Json.encode(m)));
        events.forEach(e -> outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(e)));
    }

    private List<Metric> takeMetrics() {
        List<Metric> taken = metrics;
        metrics = new ArrayList<>();
        return taken;
    }

    private List<Event> takeEvents() {
        List<Event> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    @Override
    public void close() {
        publishing.close();
    }
}
