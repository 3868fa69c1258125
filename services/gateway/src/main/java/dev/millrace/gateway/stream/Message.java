package dev.millrace.gateway.stream;

import dev.millrace.wire.Json;
import java.nio.charset.StandardCharsets;

/// One server-sent event.
///
/// @param id what the client had been told when it had got this
/// @param data JSON; empty for a sign of life alone
public record Message(String id, String name, String data) {
    /// Tells a client nothing but that the connection is there.
    static final String ALIVE = "alive";

    static Message of(String id, String name, Object data) {
        return new Message(id, name, new String(Json.encode(data), StandardCharsets.UTF_8));
    }
}
