package dev.millrace.trainer.kafka;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.CrashPoint;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.trainer.Position;
import dev.millrace.trainer.TrainingException;
import dev.millrace.wire.BatchAssembler;
import dev.millrace.wire.BatchCodec;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;

/// A run's training mini-batches, in the order of their topic, fetched while others are trained. Records that do not
/// decode are laid aside and passed over. For one thread.
final class BatchFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /// How often it is looked why nothing comes.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final Topic topic;
    private final TopicAdmin topics;
    private final Publisher publisher;
    private final TopicPartition partition;
    private final Consumer<String, ByteBuffer> consumer;
    private final ReadAhead ahead;
    private final BatchCodec codec = new BatchCodec();
    private final BatchAssembler assembler;
    private Iterator<ConsumerRecord<String, ByteBuffer>> records = Collections.emptyIterator();
    private long waitedNanos;
    private long idleNanos;
    private long lookedIdleNanos;

    /// A mini-batch and where it was.
    ///
    /// @param firstOffset of its first record
    /// @param nextOffset of the record after its last
    record Received(BatchMessage batch, long firstOffset, long nextOffset) {}

    /// @param publisher for records that do not decode
    BatchFeed(RunRequested run, Connection connection, TopicAdmin topics, Publisher publisher) {
        this.topic = Topics.batches(run.runId());
        this.topics = topics;
        this.publisher = publisher;
        this.partition = new TopicPartition(topic.name(), Topics.TRAINING_PARTITION);
        this.assembler = new BatchAssembler(run.fit().batchSize());
        this.consumer = connection.consumer("trainer-" + run.runId());
        this.ahead = new ReadAhead(consumer);
    }

    /// Begins to read the mini-batch after `position`.
    void start(Position position) {
        consumer.assign(List.of(partition));
        if (position.step() == 0) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            CrashPoint.BEFORE_SEEK.reached();
            consumer.seek(partition, position.nextOffset());
        }
        ahead.start();
    }

    /// The next mini-batch; absent if it does not come in a moment.
    ///
    /// @throws TrainingException if it will never come
    Optional<Received> next() {
        Optional<Received> next = assemble();
        if (next.isPresent()) {
            return next;
        }
        fetch();
        return assemble();
    }

    private Optional<Received> assemble() {
        while (records.hasNext()) {
            ConsumerRecord<String, ByteBuffer> record = records.next();
            switch (codec.decode(record.value())) {
                case Decoded.Ok<BatchMessage> ok -> {
                    Optional<BatchMessage> whole = assembler.add(ok.value());
                    if (whole.isPresent()) {
                        long first = record.offset() - ok.value().part();
                        return Optional.of(new Received(whole.get(), first, record.offset() + 1));
                    }
                }
                case Decoded.Malformed<BatchMessage> bad -> publisher.deadLetter(record, bad.reason());
            }
        }
        return Optional.empty();
    }

    private void fetch() {
        long asked = System.nanoTime();
        try {
            records = ahead.next(POLL);
        } catch (InvalidOffsetException e) {
            throw new TrainingException("Mini-batches are missing: " + e.getMessage()
                    + ". Somebody has deleted records of the topic; the newest checkpoint is whole.");
        }
        long waited = System.nanoTime() - asked;
        waitedNanos += waited;
        idleNanos = records.hasNext() ? 0 : idleNanos + waited;
        lookedIdleNanos = Math.min(lookedIdleNanos, idleNanos);
        if (idleNanos - lookedIdleNanos > LOOK_EVERY.toNanos()) {
            lookedIdleNanos = idleNanos;
            if (!topics.exists(topic)) {
                throw new TrainingException("Mini-batches are missing: topic '" + topic.name()
                        + "' was deleted under the run. The newest checkpoint is whole.");
            }
        }
    }

    /// How long nothing has come, while it was waited for.
    Duration idle() {
        return Duration.ofNanos(idleNanos);
    }

    /// The time that was spent waiting since the last call, in nanoseconds.
    long takeWaitedNanos() {
        long waited = waitedNanos;
        waitedNanos = 0;
        return waited;
    }

    /// Where the mini-batches are.
    TopicPartition partition() {
        return partition;
    }

    /// Whose position in them is kept.
    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    @Override
    public void close() {
        ahead.close();
    }
}
