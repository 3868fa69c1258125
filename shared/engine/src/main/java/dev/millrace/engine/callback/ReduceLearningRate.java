package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.CallbackState;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import java.util.Optional;
import java.util.OptionalDouble;

/// Keras's `ReduceLROnPlateau`. An epoch without the score counts as none.
final class ReduceLearningRate implements Callback {
    private final ReduceLROnPlateau spec;
    private final Best best;
    private int waited;
    private int cooldown;

    ReduceLearningRate(ReduceLROnPlateau spec) {
        this.spec = spec;
        this.best = new Best(spec.monitor(), Optional.empty());
    }

    @Override
    public void onTrainBegin(Fitting fitting) {
        best.reset(fitting);
        waited = 0;
        cooldown = 0;
    }

    @Override
    public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
        logs.put(ScheduleLearningRate.LEARNING_RATE, fitting.learningRate());
        OptionalDouble current = logs.get(spec.monitor().name());
        if (current.isEmpty()) {
            return;
        }
        if (cooldown > 0) {
            cooldown--;
            waited = 0;
        }
        if (best.improvedBy(current.getAsDouble())) {
            waited = 0;
        } else if (cooldown == 0) {
            waited++;
            if (waited >= spec.patience()) {
                reduce(fitting, epoch);
            }
        }
    }

    private void reduce(Fitting fitting, int epoch) {
        double rate = fitting.learningRate();
        if (rate > spec.minLr()) {
            double reduced = Math.max(rate * spec.factor(), spec.minLr());
            fitting.learningRate(reduced);
            fitting.note("Epoch " + (epoch + 1) + ": ReduceLROnPlateau reducing learning rate to " + reduced + ".");
            cooldown = spec.cooldown();
            waited = 0;
        }
    }

    @Override
    public CallbackState state() {
        return CallbackState.NONE
                .and("best", best.value())
                .and("cooldown_counter", cooldown)
                .and("wait", waited);
    }

    @Override
    public void restore(CallbackState state) {
        best.restore(state.number("best"));
        cooldown = state.whole("cooldown_counter");
        waited = state.whole("wait");
    }
}
