package dev.millrace.testkit.crash;

import dev.millrace.testkit.crash.Fault.Blow;
import dev.millrace.testkit.crash.Fault.Halt;
import dev.millrace.testkit.crash.Fault.Strike;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One process of a role, from its start to its end, and the fault that it is to suffer. For one thread.
final class Member implements AutoCloseable {
    /// How long a process may take over a polite end.
    private static final Duration POLITE = Duration.ofSeconds(60);

    /// How long a process that was replaced lives on once it is awake.
    private static final Duration AWAKE = Duration.ofSeconds(4);

    private static final int HALTED = 128 + 9;

    private enum State {
        /// As it was started.
        UP,
        /// Stopped, to go on as before.
        PAUSED,
        /// Stopped, and another takes its place.
        FROZEN,
        /// Awake again, where another has its place.
        REPLACED,
        /// Told to end.
        ENDING
    }

    private final Role role;
    private final Child child;
    private State state = State.UP;
    private @Nullable Fault fault;
    private long heardAt = -1;
    private @Nullable Instant due;

    Member(Role role, Child child) {
        this.role = role;
        this.child = child;
    }

    long pid() {
        return child.pid();
    }

    boolean alive() {
        return child.alive();
    }

    /// It is to suffer `fault`.
    ///
    /// @param steps trained so far; negative: to be counted from when it is heard of
    void arm(Fault fault, long steps) {
        this.fault = fault;
        this.heardAt = steps;
        this.due = null;
    }

    /// Whether a fault is ahead of it.
    boolean armed() {
        return fault != null;
    }

    /// Whether another is to take its place.
    boolean leaving() {
        return state == State.FROZEN || state == State.REPLACED || state == State.ENDING;
    }

    /// Whether nothing that was begun with it is yet to be finished.
    boolean calm() {
        return state == State.UP;
    }

    /// It is at work.
    void heard(long steps) {
        if (heardAt < 0) {
            heardAt = steps;
        }
    }

    /// Does what is due.
    ///
    /// @param working whether it is the one at work, of several
    /// @return the fault, if it has just happened
    Optional<Fault> tick(long steps, boolean working) {
        if (!child.alive()) {
            return ended();
        }
        return switch (state) {
            case UP -> fault instanceof Strike strike ? mind(strike, steps, working) : Optional.empty();
            case PAUSED, FROZEN -> {
                if (passed()) {
                    child.thaw();
                    state = state == State.PAUSED ? State.UP : State.REPLACED;
                    due = Instant.now().plus(AWAKE);
                }
                yield Optional.empty();
            }
            case REPLACED -> {
                if (passed()) {
                    child.terminate();
                    become(State.ENDING, POLITE);
                }
                yield Optional.empty();
            }
            case ENDING -> {
                if (passed()) {
                    throw new AssertionError(child + " has not ended within " + POLITE);
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<Fault> ended() {
        if (state == State.ENDING) {
            return Optional.empty();
        }
        if (fault instanceof Halt && child.exitCode() == HALTED) {
            state = State.ENDING;
            return disarmed();
        }
        throw new AssertionError(child + " ended by itself, with exit code " + child.exitCode());
    }

    private Optional<Fault> mind(Strike strike, long steps, boolean working) {
        if (due == null) {
            if (working && heardAt >= 0 && steps - heardAt >= strike.afterSteps()) {
                due = Instant.now().plus(strike.delay());
            }
            return Optional.empty();
        }
        if (!passed()) {
            return Optional.empty();
        }
        struck(strike.blow());
        return disarmed();
    }

    private void struck(Blow blow) {
        switch (blow) {
            case KILL -> {
                child.kill();
                become(State.ENDING, POLITE);
            }
            case TERM -> {
                child.terminate();
                become(State.ENDING, POLITE);
            }
            case FREEZE -> {
                child.freeze();
                become(State.FROZEN, role.freeze());
            }
            case PAUSE -> {
                child.freeze();
                become(State.PAUSED, role.freeze());
            }
        }
    }

    private void become(State next, Duration until) {
        state = next;
        due = Instant.now().plus(until);
    }

    private boolean passed() {
        return due != null && Instant.now().isAfter(due);
    }

    private Optional<Fault> disarmed() {
        Optional<Fault> suffered = Optional.ofNullable(fault);
        fault = null;
        return suffered;
    }

    /// Ends it politely, or at once if it takes too long.
    void end() {
        child.end(POLITE);
    }

    @Override
    public void close() {
        child.close();
    }
}
