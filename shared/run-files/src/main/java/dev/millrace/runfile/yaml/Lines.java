package dev.millrace.runfile.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The place of every value in a document.
public final class Lines {
    /// Where a value stands.
    ///
    /// @param path its keys and indices: `model.layers[1].activation`
    /// @param line from 1
    public record Place(String path, int line) {}

    private record Value(String name, String text, int line) {}

    private final Map<String, Value> values = new LinkedHashMap<>();

    Lines() {}

    /// @param path of the value
    /// @param name the last key of the path, or empty in a list
    void add(String path, String name, JsonNode value, int line) {
        values.putIfAbsent(path, new Value(name, value.isValueNode() ? value.asText() : "", line));
    }

    /// Where the value at `path` is, if there is one.
    public Optional<Place> of(String path) {
        return Optional.ofNullable(values.get(path)).map(value -> new Place(path, value.line()));
    }

    /// The first value below `path` that has the key `word`, or is `word`; right below it, if there is one.
    ///
    /// @param path empty: of the whole document
    /// @param key whether `word` is surely a key
    public Optional<Place> of(String path, String word, boolean key) {
        Optional<Place> right = of(path.isEmpty() ? word : path + "." + word);
        return right.isPresent()
                ? right
                : values.entrySet().stream()
                        .filter(entry -> isBelow(path, entry.getKey()) && is(word, entry.getValue(), key))
                        .map(entry -> new Place(entry.getKey(), entry.getValue().line()))
                        .min(Comparator.comparingInt(Place::line));
    }

    private static boolean is(String word, Value value, boolean key) {
        return value.name().equals(word) || (!key && value.text().equals(word));
    }

    private static boolean isBelow(String path, String other) {
        return path.isEmpty() || other.equals(path) || other.startsWith(path + ".") || other.startsWith(path + "[");
    }
}
