package dev.millrace.loader.kafka;

import dev.millrace.runs.RunState;
import dev.millrace.wire.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a data-loader knows of the run's trainer and evaluator, from events. For one thread.
final class TrainerProgress {
    /// How long mini-batches are kept for an evaluator that does not come.
    private static final Duration EVALUATION_DEADLINE = Duration.ofMinutes(10);

    private final RunState state = new RunState();
    private long endNanos;

    void heard(List<Event> events) {
        for (Event event : events) {
            state.hear(event);
            if (event.ends()) {
                endNanos = System.nanoTime();
            }
        }
    }

    /// What the first data-loader that accepted the run said of its data.
    Optional<Event.Accepted> accepted() {
        return state.accepted();
    }

    /// Whether a trainer has taken the run.
    boolean started() {
        return state.started().isPresent();
    }

    /// Gradient updates made, as far as is known.
    long step() {
        return state.step();
    }

    /// Offset before which no checkpoint that might be used wants a mini-batch: that of the last checkpoint but
    /// one. Negative where there is none.
    long superseded() {
        return state.previousCheckpoint().map(Event.Checkpointed::nextOffset).orElse(-1L);
    }

    /// Whether training is over.
    boolean ended() {
        return state.end().isPresent();
    }

    /// Whether nobody needs the mini-batches any more: by the time since the end was heard here, as the trainer's clock
    /// may be another.
    boolean batchesDone() {
        return state.scored() || (ended() && System.nanoTime() - endNanos > EVALUATION_DEADLINE.toNanos());
    }
}
