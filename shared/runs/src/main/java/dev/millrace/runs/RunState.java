package dev.millrace.runs;

import dev.millrace.wire.Command.SetLearningRate;
import dev.millrace.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a run's events, in their order, say of it so far. Its size does not grow with the number of events. For one
/// thread.
public final class RunState {
    /// A trainer that sends no heartbeat for so long counts as silent.
    public static final Duration SILENCE = Duration.ofSeconds(10);

    /// What [#evaluatedStep] is before the first scores.
    public static final long NEVER = -1;

    private RunPhase phase = RunPhase.QUEUED;
    private Optional<Event.Accepted> accepted = Optional.empty();
    private Optional<Event.Started> started = Optional.empty();
    private Optional<Event.Heartbeat> heartbeat = Optional.empty();
    private Optional<Event> sign = Optional.empty();
    private Optional<Event.Checkpointed> newestCheckpoint = Optional.empty();
    private Optional<Event.Checkpointed> previousCheckpoint = Optional.empty();
    private Optional<Event.Evaluated> evaluated = Optional.empty();
    private Optional<Event.Retried> retried = Optional.empty();
    private Optional<Event> end = Optional.empty();
    private OptionalDouble learningRate = OptionalDouble.empty();
    private int epoch;
    private long step;
    private long evaluatedStep = NEVER;

    /// The state after all of `events`.
    public static RunState of(Iterable<Event> events) {
        var state = new RunState();
        events.forEach(state::hear);
        return state;
    }

    /// The next event of the run.
    public void hear(Event event) {
        switch (event) {
            case Event.Accepted e -> accepted(e);
            case Event.Rejected e -> ended(RunPhase.REJECTED, e);
            case Event.Started e -> {
                started = Optional.of(e);
                atWork(e, e.step());
            }
            case Event.Heartbeat e -> {
                heartbeat = Optional.of(e);
                epoch = e.epoch() + 1;
                atWork(e, e.step());
            }
            case Event.EpochEnded e -> epoch = e.epoch() + 1;
            case Event.CallbacksApplied e -> learningRate = OptionalDouble.of(e.learningRate());
            case Event.Checkpointed e -> checkpointed(e);
            case Event.Evaluated e -> {
                evaluated = Optional.of(e);
                evaluatedStep = Math.max(evaluatedStep, e.step());
            }
            case Event.CommandApplied e -> {
                if (e.command() instanceof SetLearningRate set) {
                    learningRate = OptionalDouble.of(set.learningRate());
                }
            }
            case Event.Retried e -> retried = Optional.of(e);
            case Event.Completed e -> {
                step = e.step();
                ended(RunPhase.COMPLETED, e);
            }
            case Event.Stopped e -> {
                step = e.step();
                ended(RunPhase.STOPPED, e);
            }
            case Event.Failed e -> ended(RunPhase.FAILED, e);
        }
    }

    private void accepted(Event.Accepted event) {
        if (accepted.isEmpty()) {
            accepted = Optional.of(event);
        }
        if (phase == RunPhase.QUEUED) {
            phase = RunPhase.ACCEPTED;
        }
    }

    private void atWork(Event event, long step) {
        phase = RunPhase.RUNNING;
        sign = Optional.of(event);
        this.step = step;
    }

    private void checkpointed(Event.Checkpointed event) {
        if (newestCheckpoint.isEmpty()
                || event.nextOffset() > newestCheckpoint.get().nextOffset()) {
            previousCheckpoint = newestCheckpoint;
            newestCheckpoint = Optional.of(event);
        }
    }

    private void ended(RunPhase phase, Event event) {
        this.phase = phase;
        end = Optional.of(event);
    }

    /// Where the run is, as far as can be told at `now`.
    public RunPhase phase(Instant now) {
        boolean silent = phase == RunPhase.RUNNING
                && sign.isPresent()
                && sign.get() instanceof Event.Heartbeat last
                && last.time().plus(SILENCE).isBefore(now);
        return silent ? RunPhase.SILENT : phase;
    }

    /// That a data-loader has accepted it: the first time.
    public Optional<Event.Accepted> accepted() {
        return accepted;
    }

    /// That a trainer has begun, or gone on: the last time.
    public Optional<Event.Started> started() {
        return started;
    }

    /// The last heartbeat; it has the rate of steps.
    public Optional<Event.Heartbeat> heartbeat() {
        return heartbeat;
    }

    /// The last time a trainer said that it is at work: [Event.Started] or [Event.Heartbeat].
    public Optional<Event> signOfLife() {
        return sign;
    }

    /// The checkpoint that is furthest in the mini-batches.
    public Optional<Event.Checkpointed> newestCheckpoint() {
        return newestCheckpoint;
    }

    /// The one that was the newest before that.
    public Optional<Event.Checkpointed> previousCheckpoint() {
        return previousCheckpoint;
    }

    /// The last scores.
    public Optional<Event.Evaluated> evaluated() {
        return evaluated;
    }

    /// Every checkpoint up to this step that gets scores has them; [#NEVER] where none has.
    public long evaluatedStep() {
        return evaluatedStep;
    }

    /// Whether nobody has to wait for scores any more: the run has ended, and if there is a last checkpoint, it is
    /// scored.
    public boolean scored() {
        return end.filter(event -> switch (event) {
                    case Event.Completed e -> scored(e.checkpoint());
                    case Event.Stopped e -> scored(e.checkpoint());
                    default -> true;
                })
                .isPresent();
    }

    private boolean scored(String checkpoint) {
        return evaluated.filter(e -> e.checkpoint().equals(checkpoint)).isPresent();
    }

    /// The last time a service tried the run again.
    public Optional<Event.Retried> retried() {
        return retried;
    }

    /// How the run ended: [Event.Completed], [Event.Stopped], [Event.Failed] or [Event.Rejected]; absent before.
    public Optional<Event> end() {
        return end;
    }

    /// The learning rate that was last set by a command or a callback; absent where none was: the optimizer's own.
    public OptionalDouble learningRate() {
        return learningRate;
    }

    /// The last epoch that was begun, counted from 1; 0 before the first.
    public int epoch() {
        return epoch;
    }

    /// Gradient updates made, as far as is known.
    public long step() {
        return step;
    }
}
