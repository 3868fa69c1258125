package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.CallbackState;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.Variable;
import dev.millrace.nn.callback.EarlyStopping;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Keras's `EarlyStopping`. An epoch without the score counts as none.
final class StopEarly implements Callback {
    private final EarlyStopping spec;
    private final Best best;
    private int waited;
    private int bestEpoch;
    private int stoppedEpoch;
    private List<Variable> bestWeights = List.of();

    StopEarly(EarlyStopping spec) {
        this.spec = spec;
        this.best = new Best(spec.monitor(), Optional.empty());
    }

    @Override
    public void onTrainBegin(Fitting fitting) {
        best.reset(fitting);
        waited = 0;
        bestEpoch = 0;
        stoppedEpoch = 0;
        bestWeights = List.of();
    }

    @Override
    public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
        OptionalDouble current = logs.get(spec.monitor().name());
        if (current.isEmpty() || epoch < spec.startFromEpoch()) {
            return;
        }
        waited++;
        if (best.improvedBy(current.getAsDouble())) {
            bestEpoch = epoch;
            if (spec.restoreBestWeights()) {
                bestWeights = fitting.weights();
            }
            if (spec.baseline().isEmpty()
                    || best.beats(current.getAsDouble(), spec.baseline().get())) {
                waited = 0;
            }
        } else if (waited >= spec.patience() && epoch > 0) {
            stoppedEpoch = epoch;
            fitting.stopTraining();
        }
    }

    @Override
    public void onTrainEnd(Fitting fitting) {
        if (stoppedEpoch > 0) {
            fitting.note("Epoch " + (stoppedEpoch + 1) + ": early stopping");
        }
        if (!bestWeights.isEmpty()) {
            fitting.note("Restoring model weights from the end of the best epoch: " + (bestEpoch + 1) + ".");
            fitting.weights(bestWeights);
            bestWeights = List.of();
        }
    }

    @Override
    public CallbackState state() {
        return CallbackState.NONE
                .and("best", best.value())
                .and("best_epoch", bestEpoch)
                .and("stopped_epoch", stoppedEpoch)
                .and("wait", waited)
                .withWeights(bestWeights);
    }

    @Override
    public void restore(CallbackState state) {
        best.restore(state.number("best"));
        bestEpoch = state.whole("best_epoch");
        stoppedEpoch = state.whole("stopped_epoch");
        waited = state.whole("wait");
        bestWeights = state.weights();
    }
}
