package dev.millrace.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `fit` saw: a value per epoch for the loss and each metric, and the same of the validation with `val_` before
/// the name; in alphabetic order, as Keras has them.
///
/// @param epoch the epochs that were run, counted from 0
/// @param history the values by name, one per epoch
public record History(List<Integer> epoch, Map<String, List<Double>> history) {
    public History {
        epoch = List.copyOf(epoch);
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        history.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        history = Collections.unmodifiableMap(copy);
    }

    /// The history of epochs whose logs are these, the first being epoch `first`. A score that some epochs lack has
    /// fewer values, as in Keras.
    static History of(int first, List<Map<String, Double>> logs) {
        List<Integer> epoch = new ArrayList<>();
        Map<String, List<Double>> history = new TreeMap<>();
        for (Map<String, Double> log : logs) {
            epoch.add(first + epoch.size());
            log.forEach((name, value) ->
                    history.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
        }
        return new History(epoch, history);
    }

    /// The values of one name, one per epoch.
    public List<Double> of(String name) {
        List<Double> values = history.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "No values are named '" + name + "'. Known: " + String.join(", ", history.keySet()));
        }
        return values;
    }
}
