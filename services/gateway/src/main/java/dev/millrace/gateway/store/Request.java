package dev.millrace.gateway.store;

import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.callback.Monitor;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// What was asked for, kept small: models are read again when somebody wants to see them.
///
/// @param scores names of metrics of which more is better, in the order in which they were asked for
/// @param callbacks whether there are any
/// @param json the whole request
record Request(
        String name,
        String dataset,
        int epochs,
        int initialEpoch,
        List<String> scores,
        boolean callbacks,
        Instant requestedAt,
        String json) {
    Request {
        scores = List.copyOf(scores);
    }

    static Request of(RunRequested run) {
        return new Request(
                run.name(),
                run.datasetKind(),
                run.fit().epochs(),
                run.fit().initialEpoch(),
                scores(run),
                !run.fit().callbacks().isEmpty(),
                run.requestedAt(),
                new String(Json.encode(run), StandardCharsets.UTF_8));
    }

    private static List<String> scores(RunRequested run) {
        try {
            Compile compile = KerasJson.compile(run.compile());
            return compile.scoreNames().stream()
                    .filter(name -> Monitor.of(name).increases(compile))
                    .toList();
        } catch (DescriptionException e) {
            // It will be rejected.
            return List.of();
        }
    }

    Request askedForAt(Instant at) {
        return new Request(name, dataset, epochs, initialEpoch, scores, callbacks, at, json);
    }

    RunRequested whole() {
        return switch (Json.decode(json.getBytes(StandardCharsets.UTF_8), RunRequested.class)) {
            case Decoded.Ok<RunRequested> ok -> ok.value();
            case Decoded.Malformed<RunRequested> bad -> throw new IllegalStateException(bad.reason());
        };
    }
}
