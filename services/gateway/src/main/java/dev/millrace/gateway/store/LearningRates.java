package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Series;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.LearningRate;
import dev.millrace.wire.Command.SetLearningRate;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/// The learning rate of a run at each step: its optimizer's number or schedule, until a command or a callback has set
/// another. For one thread at a time.
final class LearningRates {
    /// The name of the curve.
    static final String METRIC = "learning_rate";

    private final TreeMap<Long, Double> byCommand = new TreeMap<>();
    private final TreeMap<Long, Double> byCallback = new TreeMap<>();

    void hear(Event event) {
        switch (event) {
            case Event.CallbacksApplied e -> byCallback.put(e.step(), e.learningRate());
            case Event.CommandApplied e -> {
                if (e.command() instanceof SetLearningRate set) {
                    byCommand.put(e.step(), set.learningRate());
                }
            }
            default -> {}
        }
    }

    /// The learning rate that the run of `request` began with.
    static Optional<LearningRate> initial(RunRequested request) {
        try {
            return Optional.of(KerasJson.compile(request.compile()).optimizer().learningRate());
        } catch (DescriptionException e) {
            return Optional.empty();
        }
    }

    /// The learning rate of the update after `step`; absent where it cannot be told.
    OptionalDouble at(long step, Optional<LearningRate> initial) {
        Map.Entry<Long, Double> command = byCommand.floorEntry(step);
        Map.Entry<Long, Double> callback = byCallback.floorEntry(step);
        // What callbacks say where there is a schedule is the schedule's number of that step.
        boolean told = callback != null
                && (command != null
                        || initial.filter(LearningRate.Constant.class::isInstance)
                                .isPresent());
        if (command != null && (!told || command.getKey() > callback.getKey())) {
            return OptionalDouble.of(command.getValue());
        }
        if (told) {
            return OptionalDouble.of(callback.getValue());
        }
        return initial.map(rate -> OptionalDouble.of(rate.at(step))).orElse(OptionalDouble.empty());
    }

    /// The learning rates of the updates that led to the points of `training`.
    IntToDoubleFunction of(Series training, Optional<LearningRate> initial) {
        return index -> at(Math.max(0, training.step(index) - 1), initial).orElse(Double.NaN);
    }
}
