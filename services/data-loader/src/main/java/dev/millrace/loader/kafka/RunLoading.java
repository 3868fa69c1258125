package dev.millrace.loader.kafka;

import dev.millrace.datasets.DatasetException;
import dev.millrace.loader.BatchSequence;
import dev.millrace.loader.LoadPlan;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Moment;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunTask.Outcome;
import dev.millrace.messaging.Tail;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.DescriptionException;
import dev.millrace.wire.BatchCodec;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
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

    private static final int LARGEST_TRANSACTION_BYTES = 8 << 20;
    private static final Duration POLL = Duration.ofMillis(100);

    private final LoaderRole role;
    private final RunRequested run;
    private final Origin origin;
    private final TopicAdmin topics;
    private final Topic batches;
    private final TopicPartition training;
    private final TopicPartition evaluation;
    private final BatchCodec codec = new BatchCodec();
    private final Outbox outbox;
    private final LoadedSoFar loaded;
    private final Tail<Event> events;
    private final TrainerProgress trainer = new TrainerProgress();

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
        this.topics = topics;
        this.batches = Topics.batches(run.runId());
        this.training = new TopicPartition(batches.name(), Topics.TRAINING_PARTITION);
        this.evaluation = new TopicPartition(batches.name(), Topics.EVALUATION_PARTITION);
        this.outbox = new Outbox(connection, "loader-" + run.runId(), run.runId());
        this.loaded = new LoadedSoFar(connection);
        this.events = Tail.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), publisher::deadLetter);
    }

    Outcome toTheEnd(BooleanSupplier leaving, Runnable further) {
        trainer.heard(events.pollToEnd());
        if (!trainer.ended()) {
            LoadPlan plan;
            try {
                plan = LoadPlan.of(run, role.datasets());
            } catch (DescriptionException | DatasetException e) {
                say(new Event.Rejected(run.runId(), origin, Instant.now(), String.valueOf(e.getMessage())));
                return Outcome.DONE;
            }
            var sequence = new BatchSequence(plan);
            topics.create(List.of(batches));
            say(accepted(plan));
            publishFirst(plan, sequence);
            publishEvaluation(sequence);
            publishTraining(plan, sequence, leaving, further);
        }
        further.run();
        return awaitEnd(leaving);
    }

    /// The mini-batches that a trainer finds there when it is ready. A run that waits for one takes no more room.
    private void publishFirst(LoadPlan plan, BatchSequence sequence) {
        if (loaded.isEmpty(training)) {
            long steps = Math.min(plan.stepsPerEpoch(), window(plan));
            int uncommitted = 0;
            for (int step = 0; step < steps && uncommitted < FIRST_TRANSACTION_BYTES; step++) {
                uncommitted += send(training, sequence.training(0, step));
            }
            outbox.commit();
        }
    }

    private void publishEvaluation(BatchSequence sequence) {
        if (loaded.isEmpty(evaluation)) {
            sequence.evaluation().forEach(batch -> send(evaluation, batch));
            outbox.commit();
        }
    }

    private void publishTraining(LoadPlan plan, BatchSequence sequence, BooleanSupplier leaving, Runnable further) {
        int stepsPerEpoch = plan.stepsPerEpoch();
        long end = (long) stepsPerEpoch * plan.fit().epochs();
        long window = window(plan);
        long next = loaded.last(training)
                .map(batch -> (long) batch.epoch() * stepsPerEpoch + batch.step() + 1)
                .orElse(0L);
        LOG.info("run {}: {} steps of {}, from step {}", run.runId(), end, plan.batchBytes(), next);
        int uncommitted = 0;
        int transaction = FIRST_TRANSACTION_BYTES;
        while (next < end && !trainer.ended() && !leaving.getAsBoolean()) {
            if (next >= trainer.step() + window || !trainer.started()) {
                uncommitted = 0;
                publish(further, POLL);
            } else {
                uncommitted += send(training, sequence.training(Math.toIntExact(next / stepsPerEpoch), (int)
                        (next % stepsPerEpoch)));
                next++;
                Moment.BETWEEN_BATCHES.reached();
                if (uncommitted >= transaction) {
                    uncommitted = 0;
                    transaction = Math.min(2 * transaction, LARGEST_TRANSACTION_BYTES);
                    publish(further, Duration.ZERO);
                }
            }
        }
        outbox.commit();
    }

    /// How many mini-batches the trainer may be behind.
    private long window(LoadPlan plan) {
        return Math.max(2, role.windowBytes() / plan.batchBytes());
    }

    /// Publishes what was sent, and hears what there is to hear, waiting for at most `patience`.
    private void publish(Runnable further, Duration patience) {
        outbox.commit();
        further.run();
        listen(patience);
    }

    /// Waits until nobody needs the mini-batches any more, and deletes them.
    private Outcome awaitEnd(BooleanSupplier leaving) {
        while (!trainer.batchesDone()) {
            if (leaving.getAsBoolean()) {
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

    private int send(TopicPartition to, BatchMessage batch) {
        byte[] value = codec.encode(batch);
        outbox.send(to, batch.key(), Schema.BATCH, value);
        return value.length;
    }

    private void say(Event event) {
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
        outbox.commit();
    }

    private Event accepted(LoadPlan plan) {
        return new Event.Accepted(
                run.runId(),
                origin,
                Instant.now(),
                plan.dataset().inputShape().dims(),
                plan.dataset().classes(),
                plan.trainingSamples(),
                plan.validationSamples(),
                plan.dataset().test().size(),
                plan.stepsPerEpoch(),
                plan.batchBytes());
    }

    @Override
    public void close() {
        outbox.close();
        loaded.close();
        events.close();
    }
}
