package dev.millrace.messaging;

import dev.millrace.wire.Schema;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/// What one service has to say about one run, published in transactions: readers see all of a transaction or
/// nothing.
///
/// Opening an outbox ends whatever transaction an earlier holder of the same id left open, and shuts that holder
/// out: it gets a [FencedException] and can publish nothing more. For one thread.
public final class Outbox implements AutoCloseable {
    private final String transactionalId;
    private final RecordHeaders headers;
    private final Producer<String, byte[]> producer;
    private boolean open;

    /// Takes over the writing that `transactionalId` stands for.
    public Outbox(Connection connection, String transactionalId, String runId) {
        this(connection, transactionalId, runId, Topics.MAX_RECORD_BYTES);
    }

    /// The same, for topics that take larger batches than Kafka's default.
    ///
    /// @param batchBytes how much is sent to a partition at once, at most
    public Outbox(Connection connection, String transactionalId, String runId, int batchBytes) {
        this(connection.transactionalProducer(transactionalId, batchBytes), transactionalId, runId);
    }

    Outbox(Producer<String, byte[]> producer, String transactionalId, String runId) {
        this.transactionalId = transactionalId;
        this.headers = new RecordHeaders(runId);
        this.producer = producer;
        CloseableStack.completing(this, () -> guarded(producer::initTransactions));
    }

    /// Adds a record to the open transaction, or to a new one.
    ///
    /// @param value absent for a tombstone
    public void send(TopicPartition to, String key, Schema schema, byte @Nullable [] value) {
        guarded(() -> {
            begin();
            var record = new ProducerRecord<>(to.topic(), to.partition(), null, key, value, headers.of(schema));
            // A record that fails makes the commit fail.
            var unused = producer.send(record);
        });
    }

    /// Adds a record about the run to the partition of `topic` that the run has.
    public void send(Topic topic, String runId, Schema schema, byte[] value) {
        send(Partitions.of(topic, runId), runId, schema, value);
    }

    /// Adds a reader's position to the open transaction: it moves if, and only if, the records are published.
    public void position(ConsumerGroupMetadata group, TopicPartition partition, long nextOffset) {
        guarded(() -> {
            begin();
            CrashPoint.BEFORE_POSITION.reached();
            producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(nextOffset)), group);
            CrashPoint.AFTER_POSITION.reached();
        });
    }

    /// Publishes the open transaction, if there is one; returns when readers can see it.
    public void commit() {
        if (open) {
            CrashPoint.BEFORE_COMMIT.reached();
            guarded(producer::commitTransaction);
            CrashPoint.AFTER_COMMIT.reached();
            open = false;
        }
    }

    /// Drops what is not committed.
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private void begin() {
        if (!open) {
            CrashPoint.BEFORE_BEGIN.reached();
            producer.beginTransaction();
            open = true;
            CrashPoint.AFTER_BEGIN.reached();
        }
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (KafkaException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                    throw new FencedException(transactionalId, e);
                }
            }
            throw e;
        }
    }
}
