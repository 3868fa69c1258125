package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Named;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys of one JSON object: each is read once, and [#done] refuses those that nothing has read.
final class Keys {
    private final String where;
    private final JsonNode node;
    private final Set<String> read = new HashSet<>();

    /// @param where for messages: `Dense`, `optimizer Adam`
    Keys(String where, JsonNode node) {
        if (!node.isObject()) {
            throw new DescriptionException(where + " is an object with keys. Received: " + node);
        }
        this.where = where;
        this.node = node;
    }

    boolean has(String key) {
        read.add(key);
        return node.hasNonNull(key);
    }

    JsonNode get(String key) {
        read.add(key);
        return node.path(key);
    }

    String text(String key, String fallback) {
        JsonNode value = get(key);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isTextual()) {
            throw wrong(key, "a text", value);
        }
        return value.asText();
    }

    boolean flag(String key, boolean fallback) {
        JsonNode value = get(key);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.asBoolean();
    }

    int whole(String key) {
        JsonNode value = get(key);
        if (!value.canConvertToInt() || !value.canConvertToExactIntegral()) {
            throw wrong(key, "a whole number", value);
        }
        return value.asInt();
    }

    double number(String key, double fallback) {
        JsonNode value = get(key);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return value.asDouble();
    }

    /// Accepts keys that say nothing that Millrace has to know.
    Keys passOver(String... keys) {
        read.addAll(List.of(keys));
        return this;
    }

    /// Accepts keys of Keras that Millrace does not have yet, as long as they are off.
    Keys only(Map<String, Set<String>> allowed) {
        allowed.forEach((key, values) -> {
            JsonNode value = get(key);
            if (!value.isMissingNode() && !value.isNull() && !values.contains(value.asText())) {
                throw new DescriptionException(where + ": '" + key + "' is not supported yet. Received: " + key + "="
                        + value + ". Leave it out.");
            }
        });
        return this;
    }

    /// @throws DescriptionException if there is a key that nothing has read, naming the nearest right one
    void done() {
        node.fieldNames().forEachRemaining(key -> {
            if (!read.contains(key)) {
                throw Named.unknown("key of " + where, key, read);
            }
        });
    }

    private DescriptionException wrong(String key, String expected, JsonNode received) {
        return new DescriptionException(where + ": '" + key + "' is " + expected + ". Received: "
                + (received.isMissingNode() ? "nothing" : received.toString()));
    }
}
