package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.CallbackState;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.callback.ModelCheckpoint;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Keras's `ModelCheckpoint` with `save_best_only`: hands over the model of each epoch that is better than all before,
/// and knows which one that was.
///
/// ```java
/// new KeepBest(ModelCheckpoint.of("val_loss"), best -> KerasFile.write(file, best))
/// ```
public final class KeepBest implements Callback {
    private final ModelCheckpoint spec;
    private final Best best;
    private final Optional<Consumer<TrainedModel>> save;
    private OptionalDouble bestStep = OptionalDouble.empty();

    /// @param save gets a copy of the model whenever it is the best so far
    public KeepBest(ModelCheckpoint spec, Consumer<TrainedModel> save) {
        this(spec, Optional.of(save));
    }

    /// One that knows which model is the best, and hands it to nobody.
    public KeepBest(ModelCheckpoint spec) {
        this(spec, Optional.empty());
    }

    private KeepBest(ModelCheckpoint spec, Optional<Consumer<TrainedModel>> save) {
        this.spec = spec;
        this.best = new Best(spec.monitor(), spec.initialValueThreshold());
        this.save = save;
    }

    /// The step after which the model was the best; absent where none was.
    public OptionalLong bestStep() {
        return bestStep.isPresent() ? OptionalLong.of((long) bestStep.getAsDouble()) : OptionalLong.empty();
    }

    @Override
    public void onTrainBegin(Fitting fitting) {
        best.reset(fitting);
        bestStep = OptionalDouble.empty();
    }

    @Override
    public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
        String name = spec.monitor().name();
        OptionalDouble current = logs.get(name);
        OptionalDouble before = best.value();
        if (current.isPresent() && best.improvedBy(current.getAsDouble())) {
            bestStep = OptionalDouble.of((double) fitting.step());
            fitting.note(
                    "Epoch " + (epoch + 1) + ": " + name + " improved from " + shown(before) + " to " + shown(current));
            save.ifPresent(consumer -> consumer.accept(fitting.trained()));
        }
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.5f", value.getAsDouble()) : "None";
    }

    @Override
    public CallbackState state() {
        return CallbackState.NONE.and("best", best.value()).and("best_step", bestStep);
    }

    @Override
    public void restore(CallbackState state) {
        best.restore(state.number("best"));
        bestStep = state.number("best_step");
    }
}
