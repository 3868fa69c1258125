package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.util.Optional;

/// Hands out runs, each to one taker at a time.
interface RunQueue {
    /// Joins the queue. A taker holds at most one run; who wants several has several takers.
    Taker join();

    /// One place in the queue, for one thread: it polls without long pauses, or closes.
    interface Taker extends AutoCloseable {
        /// The next run, if there is one in time. Not while this taker holds one.
        Optional<Claim> poll(Duration timeout);

        /// Gives back what is held.
        @Override
        void close();
    }

    /// A run that is this taker's for now; for the taker's thread.
    interface Claim {
        RunRequested run();

        /// How often the run was handed out, this time included; an upper bound.
        int attempt();

        /// Keeps the run from being given to others for another while.
        ///
        /// @return whether it is still this taker's
        boolean renew();

        /// The run is over: nobody gets it any more.
        void done();

        /// Somebody else may take the run.
        void giveBack();
    }
}
