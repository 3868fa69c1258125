package dev.millrace.standalone.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// The line of every value, by its path: `model.layers[1].activation`.
public final class Lines {
    private record Value(String name, String text, int line) {}

    private final Map<String, Value> values = new HashMap<>();

    Lines() {}

    /// @param path of the value
    /// @param name the last key of the path, or empty in a list
    void add(String path, String name, JsonNode value, int line) {
        values.putIfAbsent(path, new Value(name, value.isValueNode() ? value.asText() : "", line));
    }

    /// The line of the value at `path`, if there is one.
    public OptionalInt of(String path) {
        Value value = values.get(path);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.line());
    }

    /// The first line of a value below `path` that has the key `word`, or is `word`; right below it, if there is one.
    ///
    /// @param path empty: of the whole document
    /// @param key whether `word` is surely a key
    public OptionalInt of(String path, String word, boolean key) {
        OptionalInt right = of(path.isEmpty() ? word : path + "." + word);
        return right.isPresent()
                ? right
                : values.entrySet().stream()
                        .filter(entry -> isBelow(path, entry.getKey()))
                        .map(Map.Entry::getValue)
                        .filter(value -> value.name().equals(word)
                                || (!key && value.text().equals(word)))
                        .mapToInt(Value::line)
                        .min();
    }

    private static boolean isBelow(String path, String other) {
        return path.isEmpty() || other.equals(path) || other.startsWith(path + ".") || other.startsWith(path + "[");
    }
}
