package dev.millrace.messaging;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/// Messages that only have to be well formed.
final class Examples {
    static final Origin ORIGIN = new Origin("test", "here");

    private Examples() {}

    static RunRequested run() {
        return new RunRequested(
                "run-" + UUID.randomUUID(),
                "example",
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                new RunRequested.FitRef(100, 2, 0, true, 7, Map.of()),
                Instant.now());
    }
}
