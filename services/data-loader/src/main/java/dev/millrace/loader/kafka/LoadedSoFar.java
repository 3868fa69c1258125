package dev.millrace.loader.kafka;

import dev.millrace.messaging.CatchingUp;
import dev.millrace.messaging.Connection;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Decoded;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What this data-loader, or one before it, has published. Asked once the outbox is open, so that nothing changes
/// meanwhile. For one thread.
final class LoadedSoFar implements AutoCloseable {
    private final Consumer<String, ByteBuffer> consumer;

    LoadedSoFar(Connection connection) {
        this.consumer = connection.consumer("");
    }

    boolean isEmpty(TopicPartition partition) {
        return last(partition).isEmpty();
    }

    /// The last mini-batch in a partition. Looks back from the end in growing strides, because the ends of
    /// transactions take offsets too.
    Optional<BatchMessage> last(TopicPartition partition) {
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        long begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        for (long stride = 8; ; stride *= 8) {
            long from = Math.max(begin, end - stride);
            Optional<BatchMessage> last = lastSince(partition, from);
            if (last.isPresent() || from == begin) {
                return last;
            }
        }
    }

    private Optional<BatchMessage> lastSince(TopicPartition partition, long from) {
        consumer.seek(partition, from);
        var last = new AtomicReference<@Nullable BatchMessage>();
        CatchingUp.toEnd(consumer, () -> {
            for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(Duration.ofMillis(100))) {
                if (BatchMessage.decode(record.value()) instanceof Decoded.Ok<BatchMessage> ok) {
                    last.set(ok.value());
                }
            }
        });
        return Optional.ofNullable(last.get());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
