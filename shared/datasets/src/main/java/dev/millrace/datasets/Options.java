package dev.millrace.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Named;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.StreamSupport;

/// A JSON object whose values are asked for by name and type. Asks leave a trace, so that a name that nobody asked for
/// can be refused. For one thread.
public final class Options {
    private final String of;
    private final JsonNode json;
    private final Set<String> asked = new LinkedHashSet<>();

    /// @param of whose options, for messages: `csv`
    /// @throws DatasetException if `json` is no object
    public Options(String of, JsonNode json) {
        this.of = of;
        this.json = json;
        if (!json.isObject()) {
            throw new DatasetException(
                    "The options of '" + of + "' are an object, like {file: houses.csv}. Received: " + shortened(json));
        }
    }

    /// Whether there is a value of that name.
    public boolean has(String name) {
        asked.add(name);
        return json.hasNonNull(name);
    }

    /// The names of all values, in their order.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        asked.addAll(names);
        return names;
    }

    /// A text that is there.
    ///
    /// @throws DatasetException if it is missing or no text
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    /// A text.
    ///
    /// @throws DatasetException if it is something else
    public Optional<String> optionalText(String name) {
        return value(name).map(node -> {
            if (!node.isTextual()) {
                throw wrong(name, "a text", node);
            }
            return node.textValue();
        });
    }

    /// Texts, or a single one; none where there is no such option.
    ///
    /// @throws DatasetException if it is something else
    public List<String> texts(String name) {
        return elements(name).stream()
                .map(node -> {
                    if (!node.isTextual()) {
                        throw wrong(name, "a text, or a list of texts", node);
                    }
                    return node.textValue();
                })
                .toList();
    }

    /// Whole numbers, or a single one; none where there is no such option.
    ///
    /// @throws DatasetException if it is something else
    public List<Integer> integers(String name) {
        return elements(name).stream()
                .map(node -> {
                    if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) {
                        throw wrong(name, "a whole number, or a list of them", node);
                    }
                    return node.intValue();
                })
                .toList();
    }

    /// Numbers, or a single one; none where there is no such option.
    ///
    /// @throws DatasetException if it is something else
    public List<Double> numbers(String name) {
        return elements(name).stream()
                .map(node -> {
                    if (!node.isNumber()) {
                        throw wrong(name, "a number, or a list of numbers", node);
                    }
                    return node.doubleValue();
                })
                .toList();
    }

    /// A whole number that is there.
    ///
    /// @throws DatasetException if it is missing or something else
    public long integer(String name) {
        JsonNode node = value(name).orElseThrow(() -> missing(name));
        if (!node.canConvertToExactIntegral() || !node.canConvertToLong()) {
            throw wrong(name, "a whole number", node);
        }
        return node.longValue();
    }

    /// A number that is there.
    ///
    /// @throws DatasetException if it is missing or something else
    public double number(String name) {
        return optionalNumber(name).orElseThrow(() -> missing(name));
    }

    /// A number.
    ///
    /// @throws DatasetException if it is something else
    public OptionalDouble optionalNumber(String name) {
        Optional<JsonNode> node = value(name);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!node.get().isNumber()) {
            throw wrong(name, "a number", node.get());
        }
        return OptionalDouble.of(node.get().doubleValue());
    }

    /// Yes or no.
    ///
    /// @throws DatasetException if it is something else
    public boolean flag(String name, boolean otherwise) {
        return value(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrong(name, "true or false", node);
                    }
                    return node.booleanValue();
                })
                .orElse(otherwise);
    }

    /// One of the constants of `type`, written in lower case or as they are.
    ///
    /// @throws DatasetException if it is missing or none of them
    public <E extends Enum<E>> E constant(String name, Class<E> type) {
        String text = text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new DatasetException("Option '" + name + "' of '" + of + "' is one of "
                        + String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(java.util.Locale.ROOT))
                                        .toList())
                        + ". Received: '" + text + "'."));
    }

    /// An object that is there.
    ///
    /// @throws DatasetException if it is missing or something else
    public Options child(String name) {
        return optionalChild(name).orElseThrow(() -> missing(name));
    }

    /// An object.
    ///
    /// @throws DatasetException if it is something else
    public Optional<Options> optionalChild(String name) {
        return value(name).map(node -> new Options(name, node));
    }

    /// Objects; none where there is no such option.
    ///
    /// @throws DatasetException if it is something else
    public List<Options> children(String name) {
        return elements(name).stream().map(node -> new Options(name, node)).toList();
    }

    /// Refuses what nobody has asked for.
    ///
    /// @throws DescriptionException naming it, and the nearest name that is known
    public void refuseOthers() {
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!asked.contains(name)) {
                throw Named.unknown("option of '" + of + "'", name, asked);
            }
        }
    }

    private Optional<JsonNode> value(String name) {
        return has(name) ? Optional.of(json.get(name)) : Optional.empty();
    }

    private List<JsonNode> elements(String name) {
        return value(name)
                .map(node -> node.isArray()
                        ? StreamSupport.stream(node.spliterator(), false).toList()
                        : List.of(node))
                .orElseGet(ArrayList::new);
    }

    private DatasetException missing(String name) {
        return new DatasetException("Option '" + name + "' of '" + of + "' is missing.");
    }

    private DatasetException wrong(String name, String expected, JsonNode received) {
        return new DatasetException(
                "Option '" + name + "' of '" + of + "' is " + expected + ". Received: " + shortened(received));
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
