package dev.millrace.loader.kafka;

import dev.millrace.datasets.DatasetException;
import dev.millrace.loader.BatchSequence;
import dev.millrace.loader.LoadPlan;
import dev.millrace.messaging.CloseableStack;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.CrashPoint;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunTask.Outcome;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.nn.DescriptionException;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run's mini-batches, from wherever another data-loader left off to the last; then the topic's end. For one
/// thread.
final class RunLoading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunLoading.class);
    /// Readers see a transaction when it is whole: the first ones are small, so that training begins at once, the later
    /// ones large, so that there are few.
    private static final int FIRST_TRANSACTION_BYTES = 128 << 10;

    private static final int LARGEST_TRANSACTION_BYTES = 16 << 20;

    /// How far mini-batches run ahead of a trainer that has not made its first step, which is slow: nothing of it is
    /// compiled yet. The cores are left to it.
    private static final long FIRST_WINDOW_BYTES = 1L << 20;

    private static final Duration POLL = Duration.ofMillis(250);

    private final LoaderRole role;
    private final RunRequested run;
    private final Origin origin;
    private final Connection connection;
    private final TopicAdmin topics;
    private final Publisher publisher;
    private final Topic batches;
    private final TopicPartition training;
    private final TopicPartition evaluation;
    private final CloseableStack opened = new CloseableStack();
    private final Outbox outbox;
    private final LoadedSoFar loaded;
    private final TopicReader<Event> events;
    private final TrainerProgress trainer = new TrainerProgress();
    private long next;
    private int transaction = FIRST_TRANSACTION_BYTES;

    RunLoading(
            LoaderRole role,
            RunRequested run,
            Connection connection,
            TopicAdmin topics,
            Publisher publisher,
            Origin origin) {
        this.role = role;
        this.run = run;
        this.origin = origin;
        this.connection = connection;
        this.topics = topics;
        this.publisher = publisher;
        this.batches = Topics.batches(run.runId());
        this.training = new TopicPartition(batches.name(), Topics.TRAINING_PARTITION);
        this.evaluation = new TopicPartition(batches.name(), Topics.EVALUATION_PARTITION);
        this.outbox = opened.add(
                () -> new Outbox(connection, "loader-" + run.runId(), run.runId(), Topics.BATCHES_MAX_MESSAGE_BYTES));
        this.loaded = opened.add(() -> new LoadedSoFar(connection));
        this.events = opened.add(() -> TopicReader.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), publisher::deadLetter));
    }

    Outcome toTheEnd(BooleanSupplier shutdownRequested, Runnable progressMade) {
        // By now whoever had the run before can publish nothing more.
        trainer.heard(events.pollPastOpenTransactions(topics));
        if (!trainer.ended()) {
            LoadPlan plan;
            try {
                plan = LoadPlan.of(run, role.datasets());
                // What is accepted is handed on in full, which may be longer than what came.
                plan.completed(run).tooLarge().ifPresent(reason -> {
                    throw new DescriptionException(reason);
                });
            } catch (DescriptionException | DatasetException e) {
                return reject(String.valueOf(e.getMessage()));
            } catch (RuntimeException | OutOfMemoryError e) {
                if (trainer.accepted().isPresent()) {
                    // Another data-loader could open it: that is worth another try.
                    throw e;
                }
                LOG.warn("run {}: cannot be opened", run.runId(), e);
                return reject("The data-loader cannot open what this run asks for: " + e);
            }
            if (shutdownRequested.getAsBoolean()) {
                return Outcome.LEFT;
            }
            Event.Accepted accepted = accepted(plan);
            if (trainer.accepted().filter(before -> !sameData(before, accepted)).isPresent()) {
                return fail("The data has changed since the run was accepted: mini-batches would not be those that the"
                        + " run began with. Bring back the files as they were, or ask for a new run.");
            }
            accept(plan, accepted);
            publish(plan, shutdownRequested, progressMade);
        }
        progressMade.run();
        return awaitEnd(shutdownRequested);
    }

    private Outcome reject(String reason) {
        return end(new Event.Rejected(run.runId(), origin, Instant.now(), reason));
    }

    private Outcome fail(String reason) {
        return end(new Event.Failed(run.runId(), origin, Instant.now(), reason));
    }

    private Outcome end(Event event) {
        say(event);
        outbox.commit();
        return Outcome.DONE;
    }

    /// Says so, and hands the run on to trainers and evaluators, unless a data-loader before this one came to that.
    private void accept(LoadPlan plan, Event.Accepted accepted) {
        topics.create(List.of(batches));
        say(accepted);
        outbox.commit();
        if (trainer.accepted().isEmpty() || !handedOn()) {
            CrashPoint.BEFORE_HAND_ON.reached();
            publisher.handOn(plan.completed(run));
            CrashPoint.AFTER_HAND_ON.reached();
        }
    }

    private boolean handedOn() {
        try (var queue = TopicReader.ofRun(
                connection, Topics.ACCEPTED_RUNS, run.runId(), RunRequested.class, run.requestedAt())) {
            return !queue.pollToEnd().isEmpty();
        }
    }

    private void publish(LoadPlan plan, BooleanSupplier shutdownRequested, Runnable progressMade) {
        var sequence = new BatchSequence(plan, role.recordBytes());
        long first = window(plan, Math.min(FIRST_WINDOW_BYTES, role.windowBytes()));
        next = loaded.last(training)
                .map(batch -> plan.stepsBefore(batch.epoch(), batch.step()) + 1)
                .orElse(0L);
        LOG.info(
                "run {}: {} steps of {}, from step {}",
                run.runId(),
                plan.steps(),
                plan.batchBytes(role.recordBytes()),
                next);
        if (next == 0) {
            // What a trainer finds when it is ready. A run that waits for one takes no more room.
            publishTraining(plan, sequence, first);
        }
        keepAhead(plan, sequence, first, () -> trainer.step() > 0 || shutdownRequested.getAsBoolean(), progressMade);
        publishEvaluation(sequence);
        keepAhead(plan, sequence, window(plan, role.windowBytes()), shutdownRequested, progressMade);
    }

    /// How many mini-batches that is.
    private long window(LoadPlan plan, long bytes) {
        return Math.max(2, bytes / Math.max(1, plan.batchBytes(role.recordBytes())));
    }

    /// Publishes the training mini-batches, up to `window` of them ahead of the trainer, until it is `enough`, or there
    /// are no more.
    private void keepAhead(
            LoadPlan plan, BatchSequence sequence, long window, BooleanSupplier enough, Runnable progressMade) {
        while (next < plan.steps() && !trainer.ended() && !enough.getAsBoolean()) {
            boolean published = trainer.started() && publishTraining(plan, sequence, trainer.step() + window);
            progressMade.run();
            listen(published ? Duration.ZERO : POLL);
        }
    }

    private void publishEvaluation(BatchSequence sequence) {
        if (loaded.isEmpty(evaluation)) {
            sequence.evaluation((split, epoch, step, part, parts, value) ->
                    send(evaluation, BatchMessage.key(split, epoch, step), value));
            outbox.commit();
        }
    }

    /// Publishes the next mini-batches, as many as a transaction takes.
    ///
    /// @param limit the step that the trainer is not ready for yet
    /// @return whether there were any
    private boolean publishTraining(LoadPlan plan, BatchSequence sequence, long limit) {
        long until = Math.min(limit, plan.steps());
        int sent = 0;
        while (next < until && sent < transaction) {
            int epoch = plan.epoch(next);
            int step = (int) (next % plan.stepsPerEpoch());
            sent += publishTraining(sequence, epoch, step);
            next++;
            CrashPoint.BETWEEN_BATCHES.reached();
        }
        outbox.commit();
        transaction = Math.min(2 * transaction, LARGEST_TRANSACTION_BYTES);
        return sent > 0;
    }

    /// Publishes a mini-batch. All of its records are in one transaction, so that readers see it whole.
    ///
    /// @return its bytes
    private int publishTraining(BatchSequence sequence, int epoch, int step) {
        String key = BatchMessage.key(Split.TRAINING, epoch, step);
        int[] sent = {0};
        sequence.training(epoch, step, (split, e, s, part, parts, value) -> {
            send(training, key, value);
            sent[0] += value.length;
            if (part + 1 < parts) {
                CrashPoint.BETWEEN_PARTS.reached();
            }
        });
        return sent[0];
    }

    /// Waits until nobody needs the mini-batches any more, and deletes them.
    private Outcome awaitEnd(BooleanSupplier shutdownRequested) {
        while (!trainer.batchesDone()) {
            if (shutdownRequested.getAsBoolean()) {
                return Outcome.LEFT;
            }
            listen(POLL);
        }
        topics.delete(batches);
        return Outcome.DONE;
    }

    private void listen(Duration timeout) {
        long before = trainer.superseded();
        trainer.heard(events.poll(timeout));
        if (trainer.superseded() > before) {
            topics.deleteBefore(training, trainer.superseded());
        }
    }

    private void send(TopicPartition to, String key, byte[] value) {
        outbox.send(to, key, Schema.BATCH, value);
    }

    private void say(Event event) {
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
    }

    /// Whether another data-loader has read the same, as far as it can be told from what was said.
    private static boolean sameData(Event.Accepted one, Event.Accepted other) {
        return one.data().toString().equals(other.data().toString())
                && one.trainingSamples() == other.trainingSamples()
                && one.validationSamples() == other.validationSamples()
                && one.testSamples() == other.testSamples();
    }

    private Event.Accepted accepted(LoadPlan plan) {
        return new Event.Accepted(
                run.runId(),
                origin,
                Instant.now(),
                plan.dataset().schema().toJson(),
                plan.notes(),
                plan.trainingSamples(),
                plan.validationSamples(),
                plan.dataset().test().size(),
                plan.stepsPerEpoch(),
                plan.batchBytes(role.recordBytes()));
    }

    @Override
    public void close() {
        opened.close();
    }
}
