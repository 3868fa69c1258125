package dev.millrace.standalone.crash;

import dev.millrace.messaging.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// What sabotaged services publish with. Called by classes that [Sabotage] has changed.
public final class Saboteurs {
    private Saboteurs() {}

    /// A producer whose records are there at once, each by itself.
    public static Producer<String, byte[]> withoutTransactions(
            Connection connection, String transactionalId, int batchBytes) {
        return new Untransacted(settings(connection));
    }

    /// A producer that shuts nobody out.
    public static Producer<String, byte[]> withoutFencing(
            Connection connection, String transactionalId, int batchBytes) {
        Map<String, Object> settings = settings(connection);
        settings.put(
                "transactional.id",
                transactionalId + "-" + ProcessHandle.current().pid());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> settings(Connection connection) {
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put("acks", "all");
        return settings;
    }

    private static final class Untransacted extends KafkaProducer<String, byte[]> {
        Untransacted(Map<String, Object> settings) {
            super(settings, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public void initTransactions() {}

        @Override
        public void beginTransaction() {}

        @Override
        public void commitTransaction() {}

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {}

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            Future<RecordMetadata> sent = super.send(record);
            flush();
            return sent;
        }
    }
}
