package dev.millrace.gateway.store;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What was asked for, kept small: models are read again when somebody wants to see them.
///
/// @param callbacks whether there are any
/// @param json the whole request
record Request(
        String name,
        String dataset,
        int epochs,
        int initialEpoch,
        boolean callbacks,
        Instant requestedAt,
        String json) {
    static Request of(RunRequested run) {
        return new Request(
                run.name(),
                run.datasetKind(),
                run.fit().epochs(),
                run.fit().initialEpoch(),
                !run.fit().callbacks().isEmpty(),
                run.requestedAt(),
                new String(Json.encode(run), StandardCharsets.UTF_8));
    }

    Request askedForAt(Instant at) {
        return new Request(name, dataset, epochs, initialEpoch, callbacks, at, json);
    }

    RunRequested whole() {
        return switch (Json.decode(json.getBytes(StandardCharsets.UTF_8), RunRequested.class)) {
            case Decoded.Ok<RunRequested> ok -> ok.value();
            case Decoded.Malformed<RunRequested> bad -> throw new IllegalStateException(bad.reason());
        };
    }
}
