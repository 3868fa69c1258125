package dev.millrace.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.Json;
import java.nio.charset.StandardCharsets;

/// What goes to standard output for machines.
final class Output {
    private Output() {}

    /// One line of JSON.
    static String json(Object value) {
        return value instanceof JsonNode node
                ? node.toString()
                : new String(Json.encode(value), StandardCharsets.UTF_8);
    }
}
