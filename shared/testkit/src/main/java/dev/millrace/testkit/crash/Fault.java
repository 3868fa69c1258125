package dev.millrace.testkit.crash;

import java.time.Duration;

/// What is to happen to one process.
public sealed interface Fault {
    /// It ends, as by SIGKILL, when it comes to a named point for the `count`-th time.
    record Halt(String point, int count) implements Fault {
        @Override
        public String toString() {
            return "halt at " + point + ":" + count;
        }
    }

    /// It is struck while it is at work.
    ///
    /// @param afterSteps steps of training since it was started; of several processes of a role, one is struck only
    /// while it is the one at work, and steps count since it was first heard of
    /// @param delay after that step was heard of
    record Strike(Blow blow, long afterSteps, Duration delay) implements Fault {
        @Override
        public String toString() {
            return blow + " after " + afterSteps + " steps and " + delay.toMillis() + " ms";
        }
    }

    /// How a process is struck.
    enum Blow {
        /// SIGKILL.
        KILL,
        /// SIGTERM.
        TERM,
        /// SIGSTOP, for longer than anybody waits for it, and SIGCONT; another takes its place meanwhile.
        FREEZE,
        /// SIGSTOP for a while, and SIGCONT; nobody takes its place.
        PAUSE
    }
}
