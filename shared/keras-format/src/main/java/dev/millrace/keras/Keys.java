package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Described;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kinds;
import dev.millrace.nn.Named;
import dev.millrace.nn.Settings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The keys of one JSON object. What is read is known; [#done] refuses what is left over, so that nothing that a
/// person wrote is passed over in silence. A key that is `null` is as good as absent, as Python's `None` is to
/// Keras.
final class Keys implements Config {
    /// Keras's names for arrays of NumPy and of its backend.
    private static final Set<String> ARRAYS = Set.of("__numpy__", "__tensor__");

    private final String where;
    private final JsonNode node;
    private final Set<String> known = new TreeSet<>();

    /// @param where for messages: `Dense 'hidden'`, `optimizer Adam`
    /// @throws DescriptionException if `node` is no object
    Keys(String where, JsonNode node) {
        if (!node.isObject()) {
            throw new DescriptionException(where + " is an object with keys. Received: " + shown(node));
        }
        this.where = where;
        this.node = node;
    }

    @Override
    public boolean has(String key) {
        known.add(key);
        return node.hasNonNull(key);
    }

    @Override
    public boolean isObject(String key) {
        return get(key).isObject();
    }

    JsonNode get(String key) {
        known.add(key);
        return node.path(key);
    }

    /// @throws DescriptionException if there is none
    JsonNode required(String key, String example) {
        require(key, example);
        return node.get(key);
    }

    @Override
    public String text(String key, String fallback) {
        return has(key) ? check(key, "a text", get(key).isTextual()).asText() : fallback;
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return has(key) ? check(key, "true or false", get(key).isBoolean()).asBoolean() : fallback;
    }

    @Override
    public double number(String key, double fallback) {
        return has(key) ? check(key, "a number", get(key).isNumber()).asDouble() : fallback;
    }

    @Override
    public Optional<Double> number(String key) {
        return has(key) ? Optional.of(number(key, 0)) : Optional.empty();
    }

    @Override
    public OptionalInt optionalWhole(String key) {
        return has(key) ? OptionalInt.of(whole(key)) : OptionalInt.empty();
    }

    /// A number, as a list of one, or the numbers of a list or of one of NumPy's arrays as Keras writes it:
    /// `{"class_name": "__numpy__", "config": {"value": [1.0, 2.0], "dtype": "float32"}}`.
    @Override
    public List<Double> numbers(String key, List<Double> fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode given = get(key);
        JsonNode value = ARRAYS.contains(given.path("class_name").asText())
                ? given.path("config").path("value")
                : given;
        List<JsonNode> nodes = value.isArray() ? value.valueStream().toList() : List.of(value);
        check(
                key,
                "a number or a list of numbers",
                !nodes.isEmpty() && nodes.stream().allMatch(JsonNode::isNumber));
        return nodes.stream().map(JsonNode::asDouble).toList();
    }

    @Override
    public List<Integer> wholes(String key, int count, List<Integer> fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = get(key);
        boolean one = isWhole(value);
        check(
                key,
                "a whole number, or a list of " + count,
                one
                        || (value.isArray()
                                && value.size() == count
                                && value.valueStream().allMatch(Keys::isWhole)));
        return one
                ? Collections.nCopies(count, value.asInt())
                : value.valueStream().map(JsonNode::asInt).toList();
    }

    @Override
    public List<Integer> wholes(String key) {
        JsonNode value = get(key);
        check(
                key,
                "a list of whole numbers",
                value.isArray() && !value.isEmpty() && value.valueStream().allMatch(Keys::isWhole));
        return value.valueStream().map(JsonNode::asInt).toList();
    }

    @Override
    public Map<Integer, Double> table(String key) {
        Map<Integer, Double> table = new TreeMap<>();
        if (has(key)) {
            JsonNode value = get(key);
            check(
                    key,
                    "an object with a number for each whole number, like {\"0\": 0.1, \"10\": 0.01}",
                    value.isObject()
                            && value.propertyStream()
                                    .allMatch(entry -> entry.getKey().matches("\\d{1,9}")
                                            && entry.getValue().isNumber()));
            value.properties()
                    .forEach(entry -> table.put(
                            Integer.valueOf(entry.getKey()), entry.getValue().asDouble()));
        }
        return table;
    }

    @Override
    public <T extends Described> T object(String key, Kinds<T> kinds, T fallback) {
        return has(key) ? DescribedJson.read(kinds, get(key)) : fallback;
    }

    @Override
    public <T extends Described> Optional<T> object(String key, Kinds<T> kinds) {
        return has(key) ? Optional.of(DescribedJson.read(kinds, get(key))) : Optional.empty();
    }

    @Override
    public Activation activation(String key, Activation fallback) {
        return has(key) ? Activation.of(KerasObject.read("activation", get(key)).name()) : fallback;
    }

    @Override
    public void only(String key, @Nullable Object value) {
        atDefault(DescribedJson.settings(Settings.of(key, value)));
    }

    @Override
    public void ignore(String... keys) {
        known.addAll(List.of(keys));
    }

    @Override
    public DescriptionException missing(String key, String example) {
        return new DescriptionException(where + ": '" + key + "' is missing, like " + example + ".");
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.canConvertToInt() && value.canConvertToExactIntegral();
    }

    @Override
    public int whole(String key) {
        JsonNode value = get(key);
        return check(key, "a whole number", isWhole(value)).asInt();
    }

    /// Accepts keys that say nothing that Millrace has to know.
    Keys passOver(String... keys) {
        known.addAll(List.of(keys));
        return this;
    }

    /// Accepts options of Keras that Millrace does not have yet, as long as each is at Keras's default.
    ///
    /// @throws DescriptionException if one is not
    Keys atDefault(ObjectNode defaults) {
        defaults.properties().forEach(option -> {
            String key = option.getKey();
            if (has(key) && !same(get(key), option.getValue())) {
                throw new DescriptionException(where + ": '" + key + "' is not supported yet. Received: " + key + "="
                        + get(key) + ". Expected: " + option.getValue() + ", or the key left out.");
            }
        });
        return this;
    }

    private static boolean same(JsonNode value, JsonNode fallback) {
        return value.equals(fallback)
                || (value.isNumber() && fallback.isNumber() && value.asDouble() == fallback.asDouble())
                || (value.isContainerNode() && value.isEmpty() && fallback.isNull());
    }

    /// Accepts a `dtype`, by name or as a policy, that is float32.
    ///
    /// @throws DescriptionException if it is another
    Keys float32() {
        JsonNode dtype = get("dtype");
        String name = dtype.isObject() ? dtype.path("config").path("name").asText() : dtype.asText("float32");
        if (has("dtype") && !name.equals("float32")) {
            throw new DescriptionException(where + ": 'dtype' is float32; others are not supported yet. Received: "
                    + (name.isEmpty() ? dtype : name));
        }
        return this;
    }

    /// @throws DescriptionException if there is a key that nobody asked for; it names the nearest right one
    void done() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw Named.unknown("key of " + where, key, known);
            }
        });
    }

    private JsonNode check(String key, String expected, boolean ok) {
        if (!ok) {
            throw new DescriptionException(where + ": '" + key + "' is " + expected + ". Received: " + shown(get(key)));
        }
        return get(key);
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }
}
