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

    /// Does the work. Returns soon after `leaving` turns true, with everything that another needs published.
    ///
    /// @param further to be called when whoever goes on finds more of the work done than this call found, or nothing
    ///     was left to be done for now: then what has broken those who had the run before has not broken this one.
    ///     Calling it again does nothing
    /// @throws FencedException if another process has taken over
    /// @throws RuntimeException if the run could not be done here; it is tried again, here or elsewhere
    Outcome run(RunRequested run, BooleanSupplier leaving, Runnable further);
}
