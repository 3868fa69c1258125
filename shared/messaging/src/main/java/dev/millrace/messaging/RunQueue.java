package dev.millrace.messaging;

import dev.millrace.wire.RunRequested;
import java.util.Optional;

/// Hands out runs, each to one taker at a time.
interface RunQueue extends AutoCloseable {
    /// Joins the queue. A taker holds at most one run; who wants several has several takers.
    ///
    /// @param listening called again and again, from whatever thread, while the taker waits for a run and would get one
    Taker join(Runnable listening);

    /// To be called when every taker is closed.
    @Override
    void close();

    /// One place in the queue, for one thread; [#wake()] is for any.
    interface Taker extends AutoCloseable {
        /// Waits for the next run; may come back without one. Not while this taker holds one.
        Optional<Claim> take();

        /// The taker is to be closed: it waits no longer.
        void wake();

        /// Gives back what is held.
        @Override
        void close();
    }

    /// A run that is this taker's for now; for the taker's thread.
    interface Claim {
        RunRequested run();

        /// Whether somebody may have had the run before.
        boolean again();

        /// Keeps the run from being given to others for another while.
        ///
        /// @return whether it is still this taker's; once it is not, it never is again
        boolean renew();

        /// The run is over: nobody gets it any more.
        void done();

        /// Somebody else may take the run.
        void giveBack();

        /// Somebody may take the run when its turn comes again, after those that wait now.
        void postpone();
    }
}
