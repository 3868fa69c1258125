package dev.millrace.runs.client;

import dev.millrace.wire.Event;
import java.util.Map;

/// Hears how a run goes; each method does nothing unless it is overridden.
public interface RunListener {
    /// The data-loader has taken the run up.
    default void accepted(Event.Accepted event) {}

    /// A trainer begins, or goes on.
    default void started(Event.Started event) {}

    /// The running means of an epoch, `step` steps into it.
    ///
    /// @param epoch counted from 0
    /// @param steps of a whole epoch
    default void step(int epoch, int step, int steps, Map<String, Double> values) {}

    /// An epoch is over; `values` hold the validation split's too, where there is one, with `val_` before their
    /// names.
    default void epochEnded(Event.EpochEnded event, int steps, Map<String, Double> values) {}

    /// A callback has something to say: `Epoch 7: early stopping`.
    default void note(String note) {}

    /// Nothing has been heard for a while.
    default void silent(String hint) {}
}
