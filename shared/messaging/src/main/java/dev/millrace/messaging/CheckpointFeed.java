package dev.millrace.messaging;

import dev.millrace.wire.CheckpointAssembler;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// One run's checkpoints, as they are made. One that is torn or corrupt is handed to `malformed` and passed over.
/// For one thread.
public final class CheckpointFeed implements AutoCloseable {
    private final Consumer<String, ByteBuffer> consumer;
    private final TopicPartition partition;
    private final String runId;
    private final BiConsumer<ConsumerRecord<String, ByteBuffer>, String> malformed;
    private final CheckpointAssembler assembler = new CheckpointAssembler();
    private final Map<String, CheckpointManifest> seen = new LinkedHashMap<>();
    private final long endAtFirst;

    /// @param from when the run was asked for; nothing older is read
    public CheckpointFeed(
            Connection connection,
            String runId,
            Instant from,
            BiConsumer<ConsumerRecord<String, ByteBuffer>, String> malformed) {
        this.consumer = connection.consumer("");
        this.partition = Partitions.of(Topics.CHECKPOINTS, runId);
        this.runId = runId;
        this.malformed = malformed;
        this.endAtFirst = CloseableStack.completing(consumer, () -> {
            consumer.assign(List.of(partition));
            TopicReader.seek(consumer, List.of(partition), from);
            return end();
        });
    }

    /// The checkpoints that have come whole; waits for at most `timeout` if nothing has.
    public List<Checkpoint> poll(Duration timeout) {
        List<Checkpoint> whole = new ArrayList<>();
        for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(timeout)) {
            if (CheckpointKeys.isOf(runId, record.key())) {
                add(record).ifPresent(whole::add);
            }
        }
        return whole;
    }

    private Optional<Checkpoint> add(ConsumerRecord<String, ByteBuffer> record) {
        if (record.value() == null && CheckpointKeys.isManifest(record.key())) {
            seen.remove(record.key());
        }
        Optional<Decoded<Checkpoint>> decoded = assembler.add(record.key(), record.value());
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        return switch (decoded.get()) {
            case Decoded.Ok<Checkpoint> ok -> {
                seen.put(record.key(), ok.value().manifest());
                yield Optional.of(ok.value());
            }
            case Decoded.Malformed<Checkpoint> bad -> {
                malformed.accept(record, bad.reason());
                yield Optional.empty();
            }
        };
    }

    /// The newest checkpoint that is written now; waits for transactions that have not ended.
    ///
    /// @throws org.apache.kafka.common.KafkaException if one stays open for longer than brokers let it
    public Optional<Checkpoint> newest(TopicAdmin topics) {
        List<Checkpoint> newest = new ArrayList<>();
        CatchingUp.pastOpenTransactions(consumer, topics, () -> {
            List<Checkpoint> whole = poll(Duration.ofMillis(100));
            if (!whole.isEmpty()) {
                newest.clear();
                newest.add(whole.getLast());
            }
        });
        return newest.stream().findFirst();
    }

    /// The newest checkpoint among those that can be seen now, have not been read, and are `wanted`; waits for nothing
    /// else.
    ///
    /// @throws org.apache.kafka.common.KafkaException if there is more to read, and none of it comes for a minute
    public Optional<Checkpoint> newestVisible(Predicate<CheckpointManifest> wanted) {
        List<Checkpoint> newest = new ArrayList<>();
        CatchingUp.toEnd(consumer, () -> {
            for (Checkpoint whole : poll(Duration.ofMillis(100))) {
                if (wanted.test(whole.manifest())) {
                    newest.clear();
                    newest.add(whole);
                }
            }
        });
        return newest.stream().findFirst();
    }

    /// Whether what was there when this feed was opened has been read.
    public boolean caughtUp() {
        return consumer.position(partition) >= endAtFirst;
    }

    private long end() {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /// The checkpoint of this name, which an event has spoken of. A transaction becomes visible in one partition
    /// after the other, so that the event may be there a moment earlier.
    public Optional<Checkpoint> named(String checkpoint, Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        while (Instant.now().isBefore(deadline)) {
            for (Checkpoint received : poll(Duration.ofMillis(100))) {
                if (received.manifest().checkpoint().equals(checkpoint)) {
                    return Optional.of(received);
                }
            }
        }
        return Optional.empty();
    }

    /// Manifests of what was read and is not marked as deleted, oldest first.
    public Collection<CheckpointManifest> seen() {
        return List.copyOf(seen.values());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
