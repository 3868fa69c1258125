package dev.millrace.messaging;

import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Reads the dead-letter topic from its beginning.
final class DeadLetters implements AutoCloseable {
    private final Consumer<String, ByteBuffer> consumer;

    private DeadLetters(Consumer<String, ByteBuffer> consumer) {
        this.consumer = consumer;
    }

    static DeadLetters tail(Connection connection) {
        Consumer<String, ByteBuffer> consumer = connection.consumer("");
        var partition = List.of(new TopicPartition(Topics.DEAD_LETTERS.name(), 0));
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
        return new DeadLetters(consumer);
    }

    /// The letters that have come, as `key (schema): reason`, one a line.
    String next() {
        var lines = new StringBuilder();
        for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(Duration.ofMillis(100))) {
            lines.append(record.key() + " (" + header(record, "schema") + "): " + header(record, "reason") + "\n");
        }
        return lines.toString();
    }

    private static String header(ConsumerRecord<String, ByteBuffer> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
