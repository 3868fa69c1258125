package dev.millrace.standalone.crash;

import dev.millrace.messaging.Connection;
import dev.millrace.testkit.Await;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Somebody who publishes what is nobody's to publish.
final class Hostile {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Hostile() {}

    /// Publishes a mini-batch again that was published before.
    static void repeatMiniBatch(Connection connection, RunRequested run) {
        var training = new TopicPartition(Topics.batches(run.runId()).name(), Topics.TRAINING_PARTITION);
        ConsumerRecord<String, ByteBuffer> first = first(connection, training);
        byte[] value = new byte[first.value().remaining()];
        first.value().duplicate().get(value);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", connection.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            training.topic(), training.partition(), null, first.key(), value, first.headers()))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("not published", e);
        }
    }

    private static ConsumerRecord<String, ByteBuffer> first(Connection connection, TopicPartition training) {
        try (var consumer = connection.consumer("")) {
            consumer.assign(List.of(training));
            consumer.seekToBeginning(List.of(training));
            return Await.untilPresent(DEADLINE, "a mini-batch", () -> {
                for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(Duration.ofMillis(100))) {
                    return Optional.of(record);
                }
                return Optional.empty();
            });
        }
    }
}
