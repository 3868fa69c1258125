package dev.millrace.messaging;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Requests for runs, as they lie on a topic.
final class Requests {
    private Requests() {}

    /// The request in a record. It was asked for no later than the broker had it, whatever the client's clock says:
    /// what was said about the run is looked for from that time on.
    static Decoded<RunRequested> decode(ConsumerRecord<String, ByteBuffer> record) {
        return switch (Json.decode(Bytes.of(record.value()), RunRequested.class)) {
            case Decoded.Ok<RunRequested> ok ->
                new Decoded.Ok<>(ok.value().askedForBy(Instant.ofEpochMilli(record.timestamp())));
            case Decoded.Malformed<RunRequested> bad -> bad;
        };
    }
}
