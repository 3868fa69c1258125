package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.util.List;

/// Hands out runs, each to one member of a group at a time. For one thread, but for [Claim]'s methods.
public interface RunQueue extends AutoCloseable {
    /// The runs newly given to this member, at most `wanted`; keeps what was given earlier from being given to others.
    /// To be called again before the lock on a claim runs out, also with nothing wanted.
    List<Claim> poll(int wanted, Duration timeout);

    /// Gives back what is not done.
    @Override
    void close();

    /// A run that is this member's for now. Thread-safe.
    interface Claim {
        RunRequested run();

        /// How often the run was handed out, this time included.
        int attempt();

        /// The run is over: nobody gets it any more.
        void done();

        /// Somebody else may take the run.
        void giveBack();
    }
}
