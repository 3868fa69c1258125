package dev.millrace.trainer.kafka;

import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Moment;
import dev.millrace.messaging.Opened;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunTask.Outcome;
import dev.millrace.messaging.Tail;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.DescriptionException;
import dev.millrace.runs.RunState;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.Orders;
import dev.millrace.trainer.RunDescription;
import dev.millrace.trainer.Training;
import dev.millrace.trainer.TrainingException;
import dev.millrace.trainer.TrainingState;
import dev.millrace.wire.BatchAssembler;
import dev.millrace.wire.BatchCodec;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest.Cause;
import dev.millrace.wire.Command;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run's training, from its newest checkpoint, or its first step, to its end. Everything it publishes goes
/// through one transactional outbox, so that a trainer that was replaced can publish nothing. For one thread.
final class RunTraining implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunTraining.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LISTEN_EVERY = Duration.ofMillis(500);

    private static final long NEVER = -1;

    /// How long nothing has come before it is asked why.
    private static final Duration LOOK_AFTER = Duration.ofSeconds(5);

    /// How long a run may wait for mini-batches before others have their turn.
    private static final Duration STARVED_AFTER = Duration.ofMinutes(2);

    private final RunRequested run;
    private final TopicAdmin topics;
    private final Publisher publisher;
    private final Origin origin;
    private final Opened opened = new Opened();
    private final Bulletin bulletin;
    private final CheckpointFeed checkpoints;
    private final Tail<Event> events;
    private final Tail<Command> commands;
    private final Consumer<String, ByteBuffer> batches;
    private final ReadAhead ahead;
    private final BatchCodec codec = new BatchCodec();
    private final BatchAssembler assembler;
    private final TopicPartition partition;
    private final Duration checkpointInterval;
    private final Duration acceptedWithin;
    private final KernelChoice kernels;
    private final EpochEnds epochEnds;
    private Orders orders = new Orders(List.of());
    private final RunState state = new RunState();
    private final long begunNanos = System.nanoTime();
    private boolean stopping;
    private long checkpointedStep = NEVER;
    private long checkpointedNanos;
    private long receivedNanos;
    private long lookedNanos;

    RunTraining(
            TrainerRole role,
            RunRequested run,
            Connection connection,
            TopicAdmin topics,
            Publisher publisher,
            Origin origin) {
        this.run = run;
        this.assembler = new BatchAssembler(run.fit().batchSize());
        this.topics = topics;
        this.publisher = publisher;
        this.origin = origin;
        this.checkpointInterval = role.checkpointInterval();
        this.acceptedWithin = role.acceptedWithin();
        this.kernels = role.kernels();
        this.epochEnds = new EpochEnds(role.scoredWithin());
        this.partition = new TopicPartition(Topics.batches(run.runId()).name(), Topics.TRAINING_PARTITION);
        this.batches = connection.consumer("trainer-" + run.runId());
        this.ahead = opened.add(() -> new ReadAhead(batches));
        this.bulletin = opened.add(() -> new Bulletin(
                run,
                origin,
                new Outbox(connection, "trainer-" + run.runId(), run.runId()),
                batches.groupMetadata(),
                partition));
        this.checkpoints =
                opened.add(() -> new CheckpointFeed(connection, run.runId(), run.requestedAt(), publisher::deadLetter));
        this.events = opened.add(() -> Tail.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), publisher::deadLetter));
        this.commands = opened.add(() -> Tail.ofRun(
                connection, Topics.COMMANDS, run.runId(), Command.class, run.requestedAt(), publisher::deadLetter));
    }

    Outcome toTheEnd(BooleanSupplier leaving, Runnable further) {
        // By now whoever had the run before can publish nothing more.
        List<Event> told = events.pollPastOpenTransactions(topics);
        orders = new Orders(told);
        heard(told, commands.pollToEnd());
        if (state.end().isPresent()) {
            return Outcome.DONE;
        }
        try (Training.Prepared prepared = prepare()) {
            return awaitAnswer(leaving).orElseGet(() -> train(begin(prepared), leaving, further));
        } catch (DescriptionException | TrainingException e) {
            // The data-loader may find the same, and then it is the one that says so.
            return awaitAnswer(leaving).orElseGet(() -> {
                bulletin.failed(String.valueOf(e.getMessage()));
                return Outcome.DONE;
            });
        } catch (OutOfMemoryError e) {
            LOG.warn("run {}: {}", run.runId(), e.toString());
            if (leaving.getAsBoolean()) {
                return Outcome.LEFT;
            }
            fail(outOfMemory(e));
            return Outcome.DONE;
        }
    }

    private void fail(String reason) {
        try {
            bulletin.failed(reason);
        } catch (OutOfMemoryError e) {
            // It struck while publishing, and the bulletin says nothing more.
            publisher.event(new Event.Failed(run.runId(), origin, Instant.now(), reason));
        }
    }

    private static String outOfMemory(OutOfMemoryError e) {
        return "The trainer ran out of memory (" + e.getMessage() + "). Give it more than its "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB, or train a smaller model or smaller mini-batches.";
    }

    /// The network is made while the data-loader still looks for its data.
    private Training.Prepared prepare() {
        var description = RunDescription.of(run);
        description.memory().check(kernels.toBegin());
        Optional<Checkpoint> newest = checkpoints.newest(topics);
        bulletin.known(checkpoints.seen());
        checkpointedStep = newest.map(c -> c.manifest().step()).orElse(NEVER);
        return newest.map(c -> Training.resume(description, TrainingState.decode(c.contents(), c.manifest()), kernels))
                .orElseGet(() -> Training.start(description, kernels));
    }

    private boolean unanswered() {
        return state.accepted().isEmpty() && state.end().isEmpty() && !orders.stopAsked();
    }

    /// A run that is to stop before it was accepted trains no step, however long its epochs are.
    ///
    /// @throws TrainingException if no data-loader has accepted it
    private Training begin(Training.Prepared prepared) {
        if (unanswered()) {
            throw new TrainingException(
                    "No data-loader has accepted the run. A run is asked for on '" + Topics.RUNS.name() + "'.");
        }
        return prepared.begin(
                state.accepted().map(Event.Accepted::stepsPerEpoch).orElse(1));
    }

    /// What comes of the run when it needs no training any more, or not by this trainer.
    private Optional<Outcome> awaitAnswer(BooleanSupplier leaving) {
        while (unanswered() && !leaving.getAsBoolean() && System.nanoTime() - begunNanos < acceptedWithin.toNanos()) {
            listen(POLL);
        }
        if (state.end().isPresent()) {
            return Optional.of(Outcome.DONE);
        }
        return leaving.getAsBoolean() ? Optional.of(Outcome.LEFT) : Optional.empty();
    }

    private Outcome train(Training training, BooleanSupplier leaving, Runnable further) {
        batches.assign(List.of(partition));
        if (training.position().step() == 0) {
            batches.seekToBeginning(List.of(partition));
        } else {
            Moment.BEFORE_SEEK.reached();
            batches.seek(partition, training.position().nextOffset());
        }
        ahead.start();
        bulletin.started(training.position(), further);
        LOG.info(
                "run {}: training from step {}",
                run.runId(),
                training.position().step());
        if (!training.epochEndDue()) {
            obeyAgain(training);
        }
        obeyFresh(training);
        checkpointedNanos = System.nanoTime();
        receivedNanos = checkpointedNanos;
        lookedNanos = checkpointedNanos;
        long listened = checkpointedNanos;
        Iterator<ConsumerRecord<String, ByteBuffer>> received = Collections.emptyIterator();
        while (!training.finished()) {
            boolean waiting = epochEnds.waiting(training);
            if (state.end().isPresent()) {
                return Outcome.DONE;
            }
            if (stopping) {
                end(training, Cause.STOPPED);
                return Outcome.DONE;
            }
            if (leaving.getAsBoolean()) {
                handOver(training);
                return Outcome.LEFT;
            }
            if (waiting) {
                long asked = System.nanoTime();
                listen(POLL);
                bulletin.waited(System.nanoTime() - asked);
                receivedNanos = System.nanoTime();
            } else if (training.epochEndDue()) {
                epochEnds.end(training, bulletin);
                obeyAgain(training);
                obeyFresh(training);
            } else if (received.hasNext()) {
                if (apply(training, received.next())) {
                    if (training.epochEndDue()) {
                        checkpointEpoch(training);
                    } else if (System.nanoTime() - checkpointedNanos > checkpointInterval.toNanos()) {
                        checkpoint(training, Cause.INTERVAL);
                    }
                    if (!training.epochEndDue()) {
                        obeyAgain(training);
                    }
                }
                receivedNanos = System.nanoTime();
            } else {
                received = await();
                if (!received.hasNext() && System.nanoTime() - receivedNanos > STARVED_AFTER.toNanos()) {
                    handOver(training);
                    return Outcome.POSTPONED;
                }
            }
            if (System.nanoTime() - listened > LISTEN_EVERY.toNanos()) {
                listened = System.nanoTime();
                listen(Duration.ZERO);
                obeyFresh(training);
                bulletin.heartbeat(training);
            }
        }
        // A command that the brokers had before the end is applied, after the last step at the latest.
        heard(List.of(), commands.pollToEnd());
        obeyFresh(training);
        end(training, stopping ? Cause.STOPPED : Cause.COMPLETED);
        return Outcome.DONE;
    }

    /// The next mini-batches, none if they do not come in a moment.
    ///
    /// @throws TrainingException if they will never come
    private Iterator<ConsumerRecord<String, ByteBuffer>> await() {
        long polled = System.nanoTime();
        Iterator<ConsumerRecord<String, ByteBuffer>> received;
        try {
            received = ahead.next(POLL);
        } catch (InvalidOffsetException e) {
            throw new TrainingException("Mini-batches are missing: " + e.getMessage()
                    + ". Somebody has deleted records of" + " the topic; the newest checkpoint is whole.");
        }
        long now = System.nanoTime();
        bulletin.waited(now - polled);
        if (received.hasNext()) {
            receivedNanos = now;
        } else if (now - Math.max(receivedNanos, lookedNanos) > LOOK_AFTER.toNanos()) {
            lookedNanos = now;
            Topic topic = Topics.batches(run.runId());
            if (!topics.exists(topic)) {
                throw new TrainingException("Mini-batches are missing: topic '" + topic.name()
                        + "' was deleted under the" + " run. The newest checkpoint is whole.");
            }
        }
        return received;
    }

    /// Leaves the run to whoever takes it next, who goes on from the newest checkpoint.
    private void handOver(Training training) {
        if (training.position().step() > Math.max(0, checkpointedStep)) {
            checkpoint(training, Cause.INTERVAL);
        }
        bulletin.flush();
    }

    private void end(Training training, Cause cause) {
        checkpoint(training, cause, cause == Cause.COMPLETED ? training.end() : List.of());
        bulletin.flush();
    }

    /// The last epoch's end is the run's, unless callbacks may make something else of it.
    private void checkpointEpoch(Training training) {
        if (training.hasCallbacks() || training.position().epoch() < run.fit().epochs()) {
            checkpoint(training, Cause.EPOCH);
        }
    }

    private void checkpoint(Training training, Cause cause) {
        checkpoint(training, cause, List.of());
    }

    private void checkpoint(Training training, Cause cause, List<String> notes) {
        bulletin.checkpoint(training, cause, scoredStep(), notes);
        checkpointedStep = training.position().step();
        checkpointedNanos = System.nanoTime();
    }

    /// Every checkpoint up to this step has its scores. Without a validation split an epoch's end gets none.
    private long scoredStep() {
        boolean scored = state.accepted().map(Event.Accepted::validationSamples).orElse(0) > 0;
        return scored ? state.evaluatedStep() : Long.MAX_VALUE;
    }

    private void obeyAgain(Training training) {
        orders.again(training.position().step()).forEach(command -> obey(command, training));
    }

    /// While an epoch's end waits for its scores, a run may be stopped; all else is applied when the epoch has ended,
    /// so that a trainer that replays it applies everything in the same order.
    private void obeyFresh(Training training) {
        if (training.epochEndDue() && !(epochEnds.waiting(training) && orders.stopAsked())) {
            return;
        }
        for (Command command : orders.fresh(training.position().step())) {
            bulletin.obeyed(command, training);
            obey(command, training);
        }
    }

    private void obey(Command command, Training training) {
        switch (command) {
            case Command.Stop c -> stopping = true;
            case Command.SetLearningRate c -> training.learningRate(c.learningRate());
            case Command.CheckpointNow c -> {
                if (training.position().step() > checkpointedStep) {
                    checkpoint(training, Cause.COMMAND);
                }
            }
        }
    }

    private boolean apply(Training training, ConsumerRecord<String, ByteBuffer> record) {
        return switch (codec.decode(record.value())) {
            case Decoded.Ok<BatchMessage> ok -> {
                Optional<BatchMessage> whole = assembler.add(ok.value());
                boolean trained = whole.isPresent() && training.train(whole.get(), record.offset() + 1);
                if (trained) {
                    bulletin.trained(training, record.offset() - ok.value().part());
                }
                yield trained;
            }
            case Decoded.Malformed<BatchMessage> bad -> {
                publisher.deadLetter(record, bad.reason());
                yield false;
            }
        };
    }

    private void listen(Duration timeout) {
        heard(events.poll(timeout), commands.poll(Duration.ZERO));
    }

    private void heard(List<Event> newEvents, List<Command> newCommands) {
        newEvents.forEach(state::hear);
        epochEnds.heard(newEvents);
        newCommands.forEach(orders::asked);
    }

    @Override
    public void close() {
        opened.close();
    }
}
