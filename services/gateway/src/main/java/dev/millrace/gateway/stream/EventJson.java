package dev.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.gateway.store.SequencedEvent;
import dev.millrace.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/// An event as it is on its topic, with its number before all else.
public final class EventJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EventJson() {}

    /// The event as JSON.
    public static ObjectNode node(SequencedEvent event) {
        try {
            JsonNode said = MAPPER.readTree(Json.encode(event.event()));
            ObjectNode numbered = MAPPER.createObjectNode().put("seq", event.seq());
            said.properties().forEach(field -> numbered.set(field.getKey(), field.getValue()));
            return numbered;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String of(SequencedEvent event) {
        try {
            return MAPPER.writeValueAsString(node(event));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
