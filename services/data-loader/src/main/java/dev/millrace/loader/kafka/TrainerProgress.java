package dev.millrace.loader.kafka;

import dev.millrace.wire.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a data-loader knows of the run's trainer and evaluator, from events. For one thread.
final class TrainerProgress {
    /// How long mini-batches are kept for an evaluator that does not come.
    private static final Duration EVALUATION_DEADLINE = Duration.ofMinutes(10);

    private Optional<Event.Accepted> accepted = Optional.empty();
    private boolean started;
    private long step;
    private long newest = -1;
    private long superseded = -1;
    private Optional<Event> end = Optional.empty();
    private long endNanos;
    private long evaluatedStep = -1;

    void heard(List<Event> events) {
        for (Event event : events) {
            switch (event) {
                case Event.Started e -> {
                    started = true;
                    step = e.step();
                }
                case Event.Heartbeat e -> step = e.step();
                case Event.Checkpointed e -> {
                    if (e.nextOffset() > newest) {
                        superseded = newest;
                        newest = e.nextOffset();
                    }
                }
                case Event.Evaluated e -> evaluatedStep = Math.max(evaluatedStep, e.step());
                case Event.Rejected e -> ended(e);
                case Event.Failed e -> ended(e);
                case Event.Completed e -> ended(e);
                case Event.Stopped e -> ended(e);
                case Event.Accepted e -> accepted = accepted.isPresent() ? accepted : Optional.of(e);
                case Event.EpochEnded e -> {}
                case Event.CommandApplied e -> {}
                case Event.Retried e -> {}
            }
        }
    }

    private void ended(Event event) {
        end = Optional.of(event);
        endNanos = System.nanoTime();
    }

    /// What the first data-loader that accepted the run said of its data.
    Optional<Event.Accepted> accepted() {
        return accepted;
    }

    /// Whether a trainer has taken the run.
    boolean started() {
        return started;
    }

    /// Gradient updates made, as far as is known.
    long step() {
        return step;
    }

    /// Offset before which no checkpoint that might be used wants a mini-batch: that of the last checkpoint but
    /// one. Negative where there is none.
    long superseded() {
        return superseded;
    }

    /// Whether training is over.
    boolean ended() {
        return end.isPresent();
    }

    /// Whether nobody needs the mini-batches any more.
    boolean batchesDone() {
        return end.isPresent()
                && switch (end.get()) {
                    case Event.Completed e -> evaluated(e.step());
                    case Event.Stopped e -> evaluated(e.step());
                    default -> true;
                };
    }

    /// The time since the end was heard here: the trainer's clock may be another.
    private boolean evaluated(long finalStep) {
        return evaluatedStep >= finalStep || System.nanoTime() - endNanos > EVALUATION_DEADLINE.toNanos();
    }
}
