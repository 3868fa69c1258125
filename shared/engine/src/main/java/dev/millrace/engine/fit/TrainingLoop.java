package dev.millrace.engine.fit;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Keras's loop of training, stepped by whoever has the mini-batches: it knows neither where they come from nor who
/// validates.
///
/// ```java
/// loop.begin();
/// while (!loop.finished()) {
///     while (!loop.epochOver()) {
///         loop.step(next mini-batch);
///     }
///     loop.endEpoch(scores of the validation);
/// }
/// loop.end();
/// ```
///
/// With callbacks that ask for no scores after a step, a step allocates nothing here. For one thread.
public final class TrainingLoop {
    private final Learner learner;
    private final MetricAccumulators scores;
    private final int epochs;
    private final int stepsPerEpoch;
    private final Callback[] callbacks;
    private final Fitting fitting;
    private final Logs batchLogs;
    private int epoch;
    private int stepInEpoch;
    private long step;

    /// @param scores of the epoch; an epoch's first step resets them
    /// @param fit says which epochs are trained
    /// @param stepsPerEpoch steps of an epoch, at least one
    public TrainingLoop(
            Learner learner,
            MetricAccumulators scores,
            Fit fit,
            int stepsPerEpoch,
            List<? extends Callback> callbacks) {
        this.learner = learner;
        this.scores = scores;
        this.epochs = fit.epochs();
        this.stepsPerEpoch = stepsPerEpoch;
        this.callbacks = callbacks.toArray(Callback[]::new);
        this.fitting = new Fitting(learner);
        this.batchLogs = new Logs(scores::results);
        this.epoch = fit.initialEpoch();
    }

    /// Training begins.
    public void begin() {
        for (Callback callback : callbacks) {
            callback.onTrainBegin(fitting);
        }
    }

    /// Goes on from a `state`, bit for bit, once it has begun.
    ///
    /// @throws DescriptionException if it is the state of another loop
    public void restore(LoopState state) {
        if (state.callbacks().size() != callbacks.length) {
            throw new DescriptionException("The state of a loop with " + callbacks.length + " callbacks has a part for"
                    + " each. Received: " + state.callbacks().size());
        }
        scores.restore(state.scores().stream().mapToDouble(Double::doubleValue).toArray());
        epoch = state.epoch();
        stepInEpoch = state.stepInEpoch();
        step = state.step();
        fitting.step(step);
        for (int i = 0; i < callbacks.length; i++) {
            callbacks[i].restore(state.callbacks().get(i));
        }
    }

    /// Where it stands, copied.
    public LoopState state() {
        return new LoopState(
                epoch,
                stepInEpoch,
                step,
                Arrays.stream(scores.state()).boxed().toList(),
                Arrays.stream(callbacks).map(Callback::state).toList());
    }

    /// One gradient update.
    ///
    /// @throws DescriptionException if the mini-batch does not fit the model; the model has not changed then
    public void step(Batch batch) {
        if (epochOver() || finished()) {
            throw new IllegalStateException("Epoch " + epoch + " is over after step " + step + ".");
        }
        if (stepInEpoch == 0) {
            beginEpoch();
        }
        for (Callback callback : callbacks) {
            callback.onTrainBatchBegin(fitting, stepInEpoch);
        }
        learner.trainStep(batch, scores);
        int made = stepInEpoch;
        stepInEpoch++;
        step++;
        fitting.step(step);
        batchLogs.forget();
        for (Callback callback : callbacks) {
            callback.onTrainBatchEnd(fitting, made, batchLogs);
        }
    }

    private void beginEpoch() {
        scores.reset();
        for (Callback callback : callbacks) {
            callback.onEpochBegin(fitting, epoch);
        }
    }

    /// Whether all steps of the epoch were made, or somebody has ended training within it: its end is next.
    public boolean epochOver() {
        return stepInEpoch >= stepsPerEpoch || (stepInEpoch > 0 && fitting.stopping());
    }

    /// Validates, if that is done here.
    ///
    /// @param validation gives the scores by their names
    /// @return those scores
    public Map<String, Double> validate(Supplier<Map<String, Double>> validation) {
        for (Callback callback : callbacks) {
            callback.onTestBegin(fitting);
        }
        Map<String, Double> validated = validation.get();
        var logs = new Logs(() -> validated);
        for (Callback callback : callbacks) {
            callback.onTestEnd(fitting, logs);
        }
        return validated;
    }

    /// Ends the epoch.
    ///
    /// @param validation scores of the validation by their names; none where none was due
    /// @return what the callbacks were given and have added
    public Map<String, Double> endEpoch(Map<String, Double> validation) {
        if (!epochOver()) {
            throw new IllegalStateException("Epoch " + epoch + " is not over after step " + step + ".");
        }
        var logs = new Logs(scores::results);
        logs.addValidation(validation);
        for (Callback callback : callbacks) {
            callback.onEpochEnd(fitting, epoch, logs);
        }
        epoch++;
        stepInEpoch = 0;
        return logs.values();
    }

    /// Whether every epoch was trained, or somebody has ended training.
    public boolean finished() {
        return stepInEpoch == 0 && (epoch >= epochs || fitting.stopping());
    }

    /// Training is over. Callbacks hear of it last, as in Keras: one may put back weights of its own.
    public void end() {
        learner.endTraining();
        for (Callback callback : callbacks) {
            callback.onTrainEnd(fitting);
        }
    }

    /// What callbacks have said since they were last asked.
    public List<String> takeNotes() {
        return fitting.takeNotes();
    }

    /// Whether a callback has ended training.
    public boolean stopping() {
        return fitting.stopping();
    }

    /// The epoch of the next step, or the one whose end is next; counted from 0.
    public int epoch() {
        return epoch;
    }

    /// Steps of that epoch that were made.
    public int stepInEpoch() {
        return stepInEpoch;
    }

    /// Gradient updates made since training began.
    public long step() {
        return step;
    }

    /// Loss and metrics over the epoch so far.
    public Map<String, Double> values() {
        return scores.results();
    }
}
