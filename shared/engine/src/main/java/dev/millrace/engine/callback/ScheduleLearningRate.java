package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.callback.LearningRateScheduler;

/// Keras's `LearningRateScheduler`: sets the learning rate when an epoch begins, whatever it was set to before.
public final class ScheduleLearningRate implements Callback {
    static final String LEARNING_RATE = "learning_rate";

    private final Schedule schedule;

    /// The learning rate as a function of the epoch.
    @FunctionalInterface
    public interface Schedule {
        /// The rate of an epoch.
        ///
        /// @param epoch counted from 0
        /// @param rate that of the epoch before, or the optimizer's own
        double rate(int epoch, double rate);
    }

    /// A function of one's own.
    public ScheduleLearningRate(Schedule schedule) {
        this.schedule = schedule;
    }

    /// What a description says.
    ScheduleLearningRate(LearningRateScheduler spec) {
        this(spec::rate);
    }

    @Override
    public void onEpochBegin(Fitting fitting, int epoch) {
        fitting.learningRate(schedule.rate(epoch, fitting.learningRate()));
    }

    @Override
    public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
        logs.put(LEARNING_RATE, fitting.learningRate());
    }
}
