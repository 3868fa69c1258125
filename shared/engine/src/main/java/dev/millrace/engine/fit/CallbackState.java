package dev.millrace.engine.fit;

import dev.millrace.nn.Variable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What a callback has to remember between two epochs: part of a checkpoint.
///
/// @param numbers by their names; any double, NaN and infinity included
/// @param weights a copy of the model's, or none
public record CallbackState(Map<String, Double> numbers, List<Variable> weights) {
    /// Nothing.
    public static final CallbackState NONE = new CallbackState(Map.of(), List.of());

    public CallbackState {
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
        weights = List.copyOf(weights);
    }

    /// This, and a number more.
    public CallbackState and(String name, double value) {
        Map<String, Double> more = new TreeMap<>(numbers);
        more.put(name, value);
        return new CallbackState(more, weights);
    }

    /// This, and a number more where there is one.
    public CallbackState and(String name, OptionalDouble value) {
        return value.isPresent() ? and(name, value.getAsDouble()) : this;
    }

    /// The same numbers with these weights.
    public CallbackState withWeights(List<Variable> newWeights) {
        return new CallbackState(numbers, newWeights);
    }

    /// The number of that name, if there is one.
    public OptionalDouble number(String name) {
        Double value = numbers.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// The whole number of that name; 0 where there is none.
    public int whole(String name) {
        return (int) number(name).orElse(0);
    }
}
