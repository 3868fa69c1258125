package dev.millrace.runs;

import dev.millrace.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells from a run's events, in their order, whether it gets on: [Liveness]. `since` is reckoned by the clock of who
/// speaks, ages by the clock of who listens, so that a trainer whose clock is wrong is not taken for dead. For one
/// thread at a time.
public final class RunPulse {
    /// A trainer sends heartbeats several times a second; one that is not heard of for so long is stalled.
    public static final Duration STALLED_AFTER = Duration.ofSeconds(5);

    /// A trainer that is not heard of for so long is dead, if nothing else is heard of its process either.
    public static final Duration DEAD_AFTER = Duration.ofSeconds(30);

    /// A trainer that waits and has made no step for so long is starved.
    public static final Duration STARVED_AFTER = Duration.ofSeconds(3);

    /// The share of its time from which on a trainer counts as waiting.
    public static final double WAITING_SHARE = 0.9;

    private Instant waitingSince = Instant.EPOCH;
    private @Nullable Event end;
    private @Nullable Event sign;
    private Instant signHeard = Instant.EPOCH;
    private Instant runningSince = Instant.EPOCH;
    private Instant advanced = Instant.EPOCH;
    private long step = -1;
    private double waitingShare;

    /// The run was asked for; this may be heard after its first events.
    public void requested(Instant at) {
        if (waitingSince.equals(Instant.EPOCH)) {
            waitingSince = at;
        }
    }

    /// The next event of the run.
    ///
    /// @param heardAt when, by the clock that [#at] is asked by
    public void hear(Event event, Instant heardAt) {
        switch (event) {
            case Event.Accepted e -> waitingSince = e.time();
            case Event.Started e -> {
                waitingShare = 0;
                sign(e, e.step(), heardAt, true);
            }
            case Event.Heartbeat e -> {
                waitingShare = e.waitingShare();
                sign(e, e.step(), heardAt, false);
            }
            default -> {
                if (event.ends()) {
                    end = event;
                }
            }
        }
    }

    private void sign(Event event, long step, Instant heardAt, boolean begins) {
        Instant time = event.time();
        boolean away = sign == null || sign.time().plus(STALLED_AFTER).isBefore(time);
        if (begins || away) {
            runningSince = time;
            advanced = time;
        } else if (step != this.step) {
            if (!advanced.plus(STARVED_AFTER).isAfter(time)) {
                runningSince = time;
            }
            advanced = time;
        }
        this.step = step;
        sign = event;
        signHeard = heardAt;
    }

    /// Who trains the run, as far as has been heard.
    public Optional<Event> lastSign() {
        return Optional.ofNullable(sign);
    }

    /// Whether the run gets on at `now`.
    ///
    /// @param processHeard when anything was last heard of the process that trains it
    public Liveness at(Instant now, Instant processHeard) {
        if (end != null) {
            return new Liveness(Liveness.State.OVER, end.time());
        }
        if (sign == null) {
            return new Liveness(Liveness.State.WAITING, waitingSince);
        }
        Duration silence = Duration.between(signHeard, now);
        if (silence.compareTo(STALLED_AFTER) >= 0) {
            boolean dead = silence.compareTo(DEAD_AFTER) >= 0
                    && Duration.between(processHeard, now).compareTo(DEAD_AFTER) >= 0;
            return new Liveness(dead ? Liveness.State.DEAD : Liveness.State.STALLED, sign.time());
        }
        boolean waits = waitingShare >= WAITING_SHARE
                && Duration.between(advanced, sign.time()).compareTo(STARVED_AFTER) >= 0;
        return waits
                ? new Liveness(Liveness.State.STARVED, advanced)
                : new Liveness(Liveness.State.RUNNING, runningSince);
    }
}
