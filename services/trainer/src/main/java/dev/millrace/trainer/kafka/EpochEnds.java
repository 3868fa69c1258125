package dev.millrace.trainer.kafka;

import dev.millrace.trainer.Training;
import dev.millrace.trainer.TrainingException;
import dev.millrace.trainer.Verdicts;
import dev.millrace.wire.Event;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Tells a training's callbacks that epochs have ended, with the scores of the validation where one of them watches
/// these: then training waits for the evaluator. For one thread.
final class EpochEnds {
    private static final long NONE = -1;

    private final Verdicts verdicts = new Verdicts();
    private final Duration scoredWithin;
    private long awaitedStep = NONE;
    private long awaitedNanos;

    /// @param scoredWithin how long an evaluator may take
    EpochEnds(Duration scoredWithin) {
        this.scoredWithin = scoredWithin;
    }

    void heard(Collection<Event> events) {
        events.forEach(verdicts::hear);
    }

    /// Whether an epoch cannot be ended yet.
    ///
    /// @throws TrainingException if that has lasted for too long
    boolean waiting(Training training) {
        if (!training.awaitsValidation()) {
            return false;
        }
        long step = training.position().step();
        if (verdicts.after(step).isPresent()) {
            return false;
        }
        long now = System.nanoTime();
        if (awaitedStep != step) {
            awaitedStep = step;
            awaitedNanos = now;
        }
        if (now - awaitedNanos > scoredWithin.toNanos()) {
            throw new TrainingException("No evaluator has scored the checkpoint after step " + step + " within "
                    + scoredWithin.toSeconds() + " s, and " + String.join(" and ", training.watchers())
                    + " waits for its validation. Start an evaluator, or monitor a score of training, like 'loss'.");
        }
        return true;
    }

    /// Ends the epoch, unless that is [#waiting]; it is told to others unless a trainer before this one has.
    void end(Training training, TrainerReporter reporter) {
        long step = training.position().step();
        int epoch = training.epoch();
        Map<String, Double> values = training.values();
        Map<String, Double> validation =
                training.awaitsValidation() ? verdicts.after(step).orElseThrow() : Map.of();
        List<String> notes = training.endEpoch(validation);
        if (training.hasCallbacks() && verdicts.told(step).isEmpty()) {
            reporter.epochEnded(training, epoch, values, validation, notes);
        }
    }
}
