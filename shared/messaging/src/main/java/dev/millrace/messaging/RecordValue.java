package dev.millrace.messaging;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Values of topics whose records all have one.
public final class RecordValue {
    private RecordValue() {}

    /// The value; empty where there is none, which decodes to nothing.
    public static ByteBuffer of(ConsumerRecord<String, ByteBuffer> record) {
        return record.value() == null ? ByteBuffer.allocate(0) : record.value();
    }
}
