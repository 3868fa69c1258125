package dev.millrace.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Requests that an OpenAPI document names: half of what is in them is as it says, the other half is anything.
final class GeneratedRequests {
    private static final List<String> ANYTHING = List.of(
            "",
            " ",
            "0",
            "-1",
            "1e999",
            "NaN",
            "-Infinity",
            "9223372036854775807",
            "9223372036854775808",
            "null",
            "[]",
            "\u0000",
            "ü€𝄞",
            "../../etc/passwd",
            "%2e%2e",
            "<script>",
            "' OR 1=1",
            "a".repeat(300),
            "{",
            "step",
            "run");

    private final Random random;
    private final JsonNode document;
    private final String runId;

    GeneratedRequests(Random random, JsonNode document, String runId) {
        this.random = random;
        this.document = document;
        this.runId = runId;
    }

    /// @param body a byte for each character; absent where the operation takes none
    record Generated(
            String method,
            String target,
            Map<String, String> headers,
            @Nullable String body) {
        HttpRequest.Builder applyTo(HttpRequest.Builder request) {
            headers.forEach(request::header);
            return request.method(
                    method,
                    body == null
                            ? BodyPublishers.noBody()
                            : BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1));
        }
    }

    Generated next(String path, String method, JsonNode operation) {
        String target = path;
        List<String> query = new ArrayList<>();
        Map<String, String> headers = new java.util.TreeMap<>();
        for (JsonNode said : operation.path("parameters")) {
            JsonNode parameter = resolved(said);
            String name = parameter.get("name").textValue();
            String value = value(name, resolved(parameter.get("schema")));
            switch (parameter.get("in").textValue()) {
                case "path" -> target = target.replace("{" + name + "}", encoded(value.isBlank() ? "x" : value));
                case "query" -> {
                    if (random.nextBoolean()) {
                        query.add(encoded(name) + "=" + encoded(value));
                    }
                }
                case "header" -> {
                    if (random.nextBoolean() && value.matches("[ -~]+")) {
                        headers.put(name, value);
                    }
                }
                default -> throw new IllegalArgumentException(parameter.toString());
            }
        }
        String body = null;
        if (operation.has("requestBody")) {
            List<Map.Entry<String, JsonNode>> types =
                    new ArrayList<>(operation.at("/requestBody/content").properties());
            var type = types.get(random.nextInt(types.size()));
            headers.put("Content-Type", random.nextInt(10) == 0 ? "text/html" : type.getKey());
            body = new String(body(resolved(type.getValue().get("schema"))), StandardCharsets.ISO_8859_1);
        }
        String all = query.isEmpty() ? target : target + "?" + String.join("&", query);
        return new Generated(method.toUpperCase(Locale.ROOT), all, headers, body);
    }

    private byte[] body(JsonNode schema) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case 1 -> any(ANYTHING).getBytes(StandardCharsets.UTF_8);
            default -> json(schema, 0).toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private JsonNode json(JsonNode said, int depth) {
        JsonNode schema = resolved(said);
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (random.nextInt(8) == 0 || depth > 4) {
            return switch (random.nextInt(5)) {
                case 0 -> nodes.nullNode();
                case 1 -> nodes.numberNode(random.nextGaussian() * 1e10);
                case 2 -> nodes.textNode(any(ANYTHING));
                case 3 -> nodes.booleanNode(random.nextBoolean());
                default -> nodes.arrayNode().add(1).add("a");
            };
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode object = nodes.objectNode();
                for (var property : schema.path("properties").properties()) {
                    if (random.nextInt(5) > 0) {
                        object.set(property.getKey(), json(property.getValue(), depth + 1));
                    }
                }
                yield object;
            }
            case "array" -> {
                ArrayNode array = nodes.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(json(schema.path("items"), depth + 1));
                }
                yield array;
            }
            case "number", "integer" -> nodes.numberNode(random.nextInt(100));
            case "boolean" -> nodes.booleanNode(random.nextBoolean());
            default ->
                schema.has("enum")
                        ? schema.get("enum")
                                .get(random.nextInt(schema.get("enum").size()))
                        : nodes.textNode(any(ANYTHING));
        };
    }

    private String value(String name, JsonNode schema) {
        if (name.equals("id") || name.equals("run")) {
            return random.nextInt(4) > 0 ? runId : any(ANYTHING);
        }
        if (random.nextInt(3) == 0) {
            return any(ANYTHING);
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .textValue();
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> String.valueOf(random.nextInt(2000));
            case "number" -> String.valueOf(random.nextDouble());
            default -> random.nextBoolean() ? "loss" : any(ANYTHING);
        };
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
