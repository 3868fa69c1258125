package dev.millrace.gateway.store;

import dev.millrace.runs.Liveness;
import dev.millrace.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a run stands still, and for whom the others wait.
final class Stuck {
    /// An answer that takes longer than this is missed.
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final RunData run;
    private final Liveness liveness;
    private final Instant now;

    Stuck(RunData run, Liveness liveness, Instant now) {
        this.run = run;
        this.liveness = liveness;
        this.now = now;
    }

    private record Cause(@Nullable String service, String why) {}

    Pipeline.Flows flows() {
        boolean running = liveness.state() == Liveness.State.RUNNING || liveness.state() == Liveness.State.STARVED;
        Optional<Event.Heartbeat> beat = run.state.heartbeat().filter(e -> running);
        Cause cause = cause();
        return new Pipeline.Flows(
                run.batchesAhead(),
                beat.map(Event.Heartbeat::stepsPerSecond).orElse(null),
                beat.map(Event.Heartbeat::waitingShare).orElse(null),
                unscored(),
                cause.service,
                cause.why);
    }

    private int unscored() {
        return run.state
                .accepted()
                .map(accepted -> run.checkpoints.unscored(
                        accepted.validationSamples() > 0, accepted.validationSamples() + accepted.testSamples() > 0))
                .orElse(0);
    }

    private Cause cause() {
        return switch (liveness.state()) {
            case WAITING -> waiting();
            case RUNNING, OVER -> new Cause(null, "");
            case STARVED ->
                waitsForScores()
                        ? new Cause(
                                "evaluator", "The trainer waits for the scores of epoch " + (run.epochEnded + 1) + ".")
                        : new Cause("data-loader", "The trainer waits for mini-batches.");
            case STALLED -> new Cause("trainer", "The trainer has sent no heartbeat since " + liveness.since() + ".");
            case DEAD ->
                new Cause(
                        "trainer",
                        "Neither the trainer nor its process was heard of since " + liveness.since()
                                + "; no other has taken over yet.");
        };
    }

    private Cause waiting() {
        if (Duration.between(liveness.since(), now).compareTo(ANSWER_WITHIN) < 0) {
            return new Cause(null, "");
        }
        return run.state.accepted().isEmpty()
                ? new Cause("data-loader", "No data-loader has answered since " + liveness.since() + ".")
                : new Cause("trainer", "No trainer has begun since " + liveness.since() + ".");
    }

    /// An epoch has ended, nobody has told the callbacks, and there are callbacks that were told before, or scores that
    /// are missing.
    private boolean waitsForScores() {
        return run.epochEnded > run.callbacksApplied
                && run.hasCallbacks()
                && run.state.evaluatedStep() < run.state.step();
    }
}
