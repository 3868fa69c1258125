package dev.millrace.engine;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import java.util.function.Consumer;

/// Says after every step and at every epoch's end how far training has come.
final class ProgressReporter implements Callback {
    private final Consumer<Progress> progress;
    private final int epochs;
    private final int steps;
    private int epoch;
    private long startNanos;

    ProgressReporter(Consumer<Progress> progress, int epochs, int steps) {
        this.progress = progress;
        this.epochs = epochs;
        this.steps = steps;
    }

    @Override
    public void onEpochBegin(Fitting fitting, int begun) {
        epoch = begun;
        startNanos = System.nanoTime();
    }

    @Override
    public void onTrainBatchEnd(Fitting fitting, int step, Logs logs) {
        report(step + 1, logs, false);
    }

    @Override
    public void onEpochEnd(Fitting fitting, int ended, Logs logs) {
        report(steps, logs, true);
    }

    private void report(int step, Logs logs, boolean epochEnded) {
        progress.accept(
                new Progress(epoch + 1, epochs, step, steps, logs::values, System.nanoTime() - startNanos, epochEnded));
    }
}
