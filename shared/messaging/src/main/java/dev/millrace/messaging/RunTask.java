package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.util.function.BooleanSupplier;

/// A service's part in one run, from wherever an earlier holder left it to its end.
@FunctionalInterface
public interface RunTask {
    /// What becomes of the run.
    enum Outcome {
        /// It is over as far as this service is concerned.
        DONE,
        /// The service leaves; another is to go on.
        LEFT,
        /// What the run waits for does not come: others are to have their turn first.
        POSTPONED
    }

    /// Does the work. Returns soon after `shutdownRequested` turns true, with everything that another needs published.
    ///
    /// @param progressMade to be called once durable progress is published, or nothing is left to do for now: resets
    ///     the attempt counter. Calling it again does nothing
    /// @throws FencedException if another process has taken over
    /// @throws UnusableException if this process can do no run any more
    /// @throws RuntimeException if the run could not be done here; it is tried again, here or elsewhere
    Outcome run(RunRequested run, BooleanSupplier shutdownRequested, Runnable progressMade);
}
