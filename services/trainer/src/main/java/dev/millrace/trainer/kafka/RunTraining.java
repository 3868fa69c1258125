package dev.millrace.trainer.kafka;

import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.CloseableStack;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunTask.Outcome;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.nn.DescriptionException;
import dev.millrace.runs.RunState;
import dev.millrace.trainer.CommandLog;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.RunDescription;
import dev.millrace.trainer.Training;
import dev.millrace.trainer.TrainingException;
import dev.millrace.trainer.TrainingState;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest.Cause;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run's training, from its newest checkpoint, or its first step, to its end. Everything it publishes goes
/// through one transactional outbox, so that a trainer that was replaced can publish nothing. For one thread.
final class RunTraining implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunTraining.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LISTEN_EVERY = Duration.ofMillis(500);

    private static final long NEVER = -1;

    /// How long a run may wait for mini-batches before others have their turn.
    private static final Duration STARVED_AFTER = Duration.ofMinutes(2);

    private final RunRequested run;
    private final TopicAdmin topics;
    private final Publisher publisher;
    private final Origin origin;
    private final CloseableStack opened = new CloseableStack();
    private final TrainerReporter reporter;
    private final CheckpointFeed checkpoints;
    private final TopicReader<Event> events;
    private final TopicReader<Command> commands;
    private final BatchFeed batches;
    private final Duration checkpointInterval;
    private final Duration acceptedWithin;
    private final KernelChoice kernels;
    private final EpochEnds epochEnds;
    private CommandLog commandLog = new CommandLog(List.of());
    private final RunState state = new RunState();
    private final long begunNanos = System.nanoTime();
    private boolean stopping;
    private long checkpointedStep = NEVER;
    private long checkpointedNanos;

    RunTraining(
            TrainerRole role,
            RunRequested run,
            Connection connection,
            TopicAdmin topics,
            Publisher publisher,
            Origin origin) {
        this.run = run;
        this.topics = topics;
        this.publisher = publisher;
        this.origin = origin;
        this.checkpointInterval = role.checkpointInterval();
        this.acceptedWithin = role.acceptedWithin();
        this.kernels = role.kernels();
        this.epochEnds = new EpochEnds(role.scoredWithin());
        this.batches = opened.add(() -> new BatchFeed(run, connection, topics, publisher));
        this.reporter = opened.add(() -> new TrainerReporter(
                run,
                origin,
                new Outbox(connection, "trainer-" + run.runId(), run.runId()),
                batches.group(),
                batches.partition()));
        this.checkpoints =
                opened.add(() -> new CheckpointFeed(connection, run.runId(), run.requestedAt(), publisher::deadLetter));
        this.events = opened.add(() -> TopicReader.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), publisher::deadLetter));
        this.commands = opened.add(() -> TopicReader.ofRun(
                connection, Topics.COMMANDS, run.runId(), Command.class, run.requestedAt(), publisher::deadLetter));
    }

    Outcome toTheEnd(BooleanSupplier shutdownRequested, Runnable progressMade) {
        // By now whoever had the run before can publish nothing more.
        List<Event> told = events.pollPastOpenTransactions(topics);
        commandLog = new CommandLog(told);
        heard(told, commands.pollToEnd());
        if (state.end().isPresent()) {
            return Outcome.DONE;
        }
        try (Training.Prepared prepared = prepare()) {
            return awaitAnswer(shutdownRequested)
                    .orElseGet(() -> train(begin(prepared), shutdownRequested, progressMade));
        } catch (DescriptionException | TrainingException e) {
            // The data-loader may find the same, and then it is the one that says so.
            return awaitAnswer(shutdownRequested).orElseGet(() -> {
                reporter.failed(String.valueOf(e.getMessage()));
                return Outcome.DONE;
            });
        } catch (OutOfMemoryError e) {
            LOG.warn("run {}: {}", run.runId(), e.toString());
            if (shutdownRequested.getAsBoolean()) {
                return Outcome.LEFT;
            }
            fail(outOfMemory(e));
            return Outcome.DONE;
        }
    }

    private void fail(String reason) {
        try {
            reporter.failed(reason);
        } catch (OutOfMemoryError e) {
            // It struck while publishing, and the reporter says nothing more.
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
        reporter.known(checkpoints.seen());
        checkpointedStep = newest.map(c -> c.manifest().step()).orElse(NEVER);
        return newest.map(c -> Training.resume(description, TrainingState.decode(c.contents(), c.manifest()), kernels))
                .orElseGet(() -> Training.start(description, kernels));
    }

    private boolean unanswered() {
        return state.accepted().isEmpty() && state.end().isEmpty() && !commandLog.stopAsked();
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
    private Optional<Outcome> awaitAnswer(BooleanSupplier shutdownRequested) {
        while (unanswered()
                && !shutdownRequested.getAsBoolean()
                && System.nanoTime() - begunNanos < acceptedWithin.toNanos()) {
            listen(POLL);
        }
        if (state.end().isPresent()) {
            return Optional.of(Outcome.DONE);
        }
        return shutdownRequested.getAsBoolean() ? Optional.of(Outcome.LEFT) : Optional.empty();
    }

    private Outcome train(Training training, BooleanSupplier shutdownRequested, Runnable progressMade) {
        batches.start(training.position());
        reporter.started(training.position(), progressMade);
        LOG.info(
                "run {}: training from step {}",
                run.runId(),
                training.position().step());
        if (!training.epochEndDue()) {
            replayCommands(training);
        }
        applyNewCommands(training);
        checkpointedNanos = System.nanoTime();
        long listened = checkpointedNanos;
        while (!training.finished()) {
            boolean waiting = epochEnds.waiting(training);
            if (state.end().isPresent()) {
                return Outcome.DONE;
            }
            if (stopping) {
                end(training, Cause.STOPPED);
                return Outcome.DONE;
            }
            if (shutdownRequested.getAsBoolean()) {
                handOver(training);
                return Outcome.LEFT;
            }
            if (waiting) {
                long asked = System.nanoTime();
                listen(POLL);
                reporter.waited(System.nanoTime() - asked);
            } else if (training.epochEndDue()) {
                epochEnds.end(training, reporter);
                replayCommands(training);
                applyNewCommands(training);
            } else {
                Optional<BatchFeed.Received> next = batches.next();
                reporter.waited(batches.takeWaitedNanos());
                if (next.isPresent()) {
                    train(training, next.get());
                } else if (batches.idle().compareTo(STARVED_AFTER) > 0) {
                    handOver(training);
                    return Outcome.POSTPONED;
                }
            }
            if (System.nanoTime() - listened > LISTEN_EVERY.toNanos()) {
                listened = System.nanoTime();
                listen(Duration.ZERO);
                applyNewCommands(training);
                reporter.heartbeat(training);
            }
        }
        // A command that the brokers had before the end is applied, after the last step at the latest.
        heard(List.of(), commands.pollToEnd());
        applyNewCommands(training);
        end(training, stopping ? Cause.STOPPED : Cause.COMPLETED);
        return Outcome.DONE;
    }

    private void train(Training training, BatchFeed.Received next) {
        if (!training.train(next.batch(), next.nextOffset())) {
            return;
        }
        reporter.trained(training, next.firstOffset());
        if (training.epochEndDue()) {
            checkpointEpoch(training);
        } else {
            if (System.nanoTime() - checkpointedNanos > checkpointInterval.toNanos()) {
                checkpoint(training, Cause.INTERVAL);
            }
            replayCommands(training);
        }
    }

    /// Leaves the run to whoever takes it next, who goes on from the newest checkpoint.
    private void handOver(Training training) {
        if (training.position().step() > Math.max(0, checkpointedStep)) {
            checkpoint(training, Cause.INTERVAL);
        }
        reporter.flush();
    }

    private void end(Training training, Cause cause) {
        checkpoint(training, cause, cause == Cause.COMPLETED ? training.end() : List.of());
        reporter.flush();
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
        reporter.checkpoint(training, cause, scoredStep(), notes);
        checkpointedStep = training.position().step();
        checkpointedNanos = System.nanoTime();
    }

    /// Every checkpoint up to this step has its scores. Without a validation split an epoch's end gets none.
    private long scoredStep() {
        boolean scored = state.accepted().map(Event.Accepted::validationSamples).orElse(0) > 0;
        return scored ? state.evaluatedStep() : Long.MAX_VALUE;
    }

    private void replayCommands(Training training) {
        commandLog.again(training.position().step()).forEach(command -> applyCommand(command, training));
    }

    /// While an epoch's end waits for its scores, a run may be stopped; all else is applied when the epoch has ended,
    /// so that a trainer that replays it applies everything in the same order.
    private void applyNewCommands(Training training) {
        if (training.epochEndDue() && !(epochEnds.waiting(training) && commandLog.stopAsked())) {
            return;
        }
        for (Command command : commandLog.fresh(training.position().step())) {
            reporter.commandApplied(command, training);
            applyCommand(command, training);
        }
    }

    private void applyCommand(Command command, Training training) {
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

    private void listen(Duration timeout) {
        heard(events.poll(timeout), commands.poll(Duration.ZERO));
    }

    private void heard(List<Event> newEvents, List<Command> newCommands) {
        newEvents.forEach(state::hear);
        epochEnds.heard(newEvents);
        newCommands.forEach(commandLog::asked);
    }

    @Override
    public void close() {
        opened.close();
    }
}
