package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.callback.StopAtScore;
import java.util.OptionalDouble;

/// Millrace's `StopAtScore`. An epoch without the score counts as none.
final class StopWhenReached implements Callback {
    private final StopAtScore spec;

    StopWhenReached(StopAtScore spec) {
        this.spec = spec;
    }

    @Override
    public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
        String score = spec.monitor().name();
        OptionalDouble current = logs.get(score);
        boolean increases = spec.monitor().increases(fitting.compile());
        if (current.isPresent() && reached(current.getAsDouble(), increases)) {
            fitting.note("Epoch " + (epoch + 1) + ": " + score + " reached " + spec.value());
            fitting.stopTraining();
        }
    }

    private boolean reached(double current, boolean increases) {
        return increases ? current >= spec.value() : current <= spec.value();
    }
}
