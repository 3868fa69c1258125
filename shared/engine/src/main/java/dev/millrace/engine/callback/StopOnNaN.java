package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.callback.TerminateOnNaN;

/// Keras's `TerminateOnNaN`.
final class StopOnNaN implements Callback {
    private final TerminateOnNaN spec;

    StopOnNaN(TerminateOnNaN spec) {
        this.spec = spec;
    }

    /// @throws ArithmeticException if the loss is not finite, and that is to be an error
    @Override
    public void onTrainBatchEnd(Fitting fitting, int step, Logs logs) {
        double loss = logs.get("loss").orElseThrow();
        if (Double.isFinite(loss)) {
            return;
        }
        if (spec.raiseError()) {
            throw new ArithmeticException("NaN or Inf loss encountered at batch " + step + ". Loss value: " + loss
                    + ". Terminating training immediately.");
        }
        fitting.note("Batch " + step + ": Invalid loss, terminating training");
        fitting.stopTraining();
    }
}
