package dev.millrace.messaging;

import dev.millrace.wire.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// The headers of records: what the value is, whose it is, and where in a trace it belongs. One run is one
/// trace.
final class RecordHeaders {
    private final byte[] runId;
    private final String trace;

    RecordHeaders(String runId) {
        this.runId = runId.getBytes(StandardCharsets.UTF_8);
        UUID id = UUID.nameUUIDFromBytes(this.runId);
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        this.trace = HexFormat.of().formatHex(bytes.array());
    }

    List<Header> of(Schema schema) {
        long span = ThreadLocalRandom.current().nextLong() | 1;
        return List.of(
                header("schema", schema.name()),
                new RecordHeader("run-id", runId),
                header("content-type", schema.contentType()),
                header("traceparent", "00-" + trace + "-" + HexFormat.of().toHexDigits(span) + "-01"));
    }

    /// Of a record that is about no run.
    static List<Header> ofNoRun(Schema schema) {
        return List.of(header("schema", schema.name()), header("content-type", schema.contentType()));
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
