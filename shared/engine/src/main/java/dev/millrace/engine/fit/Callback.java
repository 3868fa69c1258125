package dev.millrace.engine.fit;

/// What is done while a model is trained, at Keras's hooks; each does nothing unless it is overridden. Epochs and
/// steps are counted from 0, steps anew in each epoch.
///
/// ```java
/// Callback stopAtHalf = new Callback() {
///     @Override
///     public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
///         if (logs.get("loss").orElseThrow() < 0.5) {
///             fitting.stopTraining();
///         }
///     }
/// };
/// ```
///
/// Several are called in the order in which they were given, by the thread that trains.
public interface Callback {
    /// Training begins: forget what was before.
    default void onTrainBegin(Fitting fitting) {}

    /// Training is over.
    default void onTrainEnd(Fitting fitting) {}

    /// The first step of an epoch is next.
    default void onEpochBegin(Fitting fitting, int epoch) {}

    /// An epoch is over, and so is its validation.
    ///
    /// @param logs the epoch's scores; those of the validation are there where one was due
    default void onEpochEnd(Fitting fitting, int epoch, Logs logs) {}

    /// A gradient update is next.
    default void onTrainBatchBegin(Fitting fitting, int step) {}

    /// A gradient update was made.
    ///
    /// @param logs the running means of the epoch. To ask for them takes time that many a step does not
    default void onTrainBatchEnd(Fitting fitting, int step, Logs logs) {}

    /// A validation is next.
    default void onTestBegin(Fitting fitting) {}

    /// A validation is over.
    ///
    /// @param logs its scores, with no `val_` before their names
    default void onTestEnd(Fitting fitting, Logs logs) {}

    /// What it has to remember for training to go on elsewhere as it would here.
    default CallbackState state() {
        return CallbackState.NONE;
    }

    /// Goes on from a `state`; `onTrainBegin` was called before.
    default void restore(CallbackState state) {}
}
