package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Fitting;
import dev.millrace.nn.callback.Monitor;
import java.util.Optional;
import java.util.OptionalDouble;

/// The best value of a monitored score so far.
final class Best {
    private final Monitor monitor;
    private final OptionalDouble threshold;
    private boolean increases;
    private OptionalDouble value;

    /// @param threshold what the first value has to be better than, if anything
    Best(Monitor monitor, Optional<Double> threshold) {
        this.monitor = monitor;
        this.threshold = threshold.map(OptionalDouble::of).orElse(OptionalDouble.empty());
        this.value = this.threshold;
    }

    /// Forgets it.
    void reset(Fitting fitting) {
        increases = monitor.increases(fitting.compile());
        value = threshold;
    }

    /// Whether `current` is better than all before; then it is the best.
    boolean improvedBy(double current) {
        boolean improved = value.isEmpty() || beats(current, value.getAsDouble());
        if (improved) {
            value = OptionalDouble.of(current);
        }
        return improved;
    }

    /// Whether `current` is better than `reference`.
    boolean beats(double current, double reference) {
        return monitor.improves(current, reference, increases);
    }

    /// Absent before the first.
    OptionalDouble value() {
        return value;
    }

    void restore(OptionalDouble best) {
        value = best;
    }
}
