package dev.millrace.engine.fit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Loss and metrics by their names, in Keras's order: those of training in alphabetic order, those of the validation
/// with `val_` before their names, and what callbacks have added. After a step they are computed when somebody asks.
/// For one thread, and valid until the callback that was given them returns.
public final class Logs {
    private final Supplier<Map<String, Double>> scores;
    private @Nullable Map<String, Double> values;

    /// @param scores those of training, asked for once
    public Logs(Supplier<Map<String, Double>> scores) {
        this.scores = scores;
    }

    /// Something has changed: they are computed anew.
    void forget() {
        values = null;
    }

    /// Adds scores of the validation.
    void addValidation(Map<String, Double> validation) {
        new TreeMap<>(validation).forEach((name, value) -> put("val_" + name, value));
    }

    /// The value of that name, if there is one.
    public OptionalDouble get(String name) {
        Double value = all().get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// Adds a value, for the callbacks after this one and for the history.
    public void put(String name, double value) {
        all().put(name, value);
    }

    /// A copy of all values, in order.
    public Map<String, Double> values() {
        return new LinkedHashMap<>(all());
    }

    private Map<String, Double> all() {
        Map<String, Double> all = values;
        if (all == null) {
            all = new LinkedHashMap<>(new TreeMap<>(scores.get()));
            values = all;
        }
        return all;
    }
}
