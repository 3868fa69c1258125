package dev.millrace.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// An AsyncAPI document, and as much of JSON Schema as it uses.
record AsyncApi(JsonNode root) {
    static AsyncApi read(Path file) throws IOException {
        return new AsyncApi(new YAMLMapper().readTree(Files.readString(file)));
    }

    /// What a JSON pointer points at.
    JsonNode at(String pointer) {
        JsonNode node = root.at(pointer);
        if (node.isMissingNode()) {
            throw new AssertionError("The AsyncAPI document has no " + pointer);
        }
        return node;
    }

    static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Where `value` is not what `schema` says.
    List<String> differences(JsonNode schema, JsonNode value, String path) {
        if (schema.has("$ref")) {
            return differences(at(schema.path("$ref").asText().substring(1)), value, path);
        }
        if (schema.has("oneOf")) {
            return differencesFromNearest(schema.path("oneOf"), value, path);
        }
        List<String> found = new ArrayList<>();
        String type = schema.path("type").asText();
        if (!type.equals(typeOf(value)) && !(type.equals("number") && value.isNumber())) {
            found.add(path + " is described as '" + type + "', and is " + value);
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            found.add(path + " is described as " + schema.path("const") + ", and is " + value);
        }
        if (schema.has("pattern")
                && !value.asText().matches(schema.path("pattern").asText())) {
            found.add(path + " is described as " + schema.path("pattern") + ", and is " + value);
        }
        if (schema.has("properties")) {
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            if (!names(schema.path("properties")).containsAll(names(value))
                    || !names(value).containsAll(required)) {
                found.add(path + " has keys " + names(value) + "; described are " + names(schema.path("properties"))
                        + ", required " + required);
            }
        }
        value.properties().forEach(e -> {
            JsonNode described = schema.path("properties").path(e.getKey());
            JsonNode of = described.isMissingNode() ? schema.path("additionalProperties") : described;
            if (!of.isMissingNode()) {
                found.addAll(differences(of, e.getValue(), path + "." + e.getKey()));
            }
        });
        if (value.isArray()) {
            value.forEach(item -> found.addAll(differences(schema.path("items"), item, path + "[]")));
        }
        return found;
    }

    private List<String> differencesFromNearest(JsonNode schemas, JsonNode value, String path) {
        return schemas.valueStream()
                .map(schema -> differences(schema, value, path))
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BINARY, MISSING, NULL, POJO -> "none";
        };
    }
}
