package dev.millrace.messaging;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/// Reads JSON messages of one type from a point in time on, of one run or of all; what does not decode is handed to
/// `malformed` and passed over. For one thread.
public final class TopicReader<T> implements AutoCloseable {
    private final Consumer<String, ByteBuffer> consumer;
    private final Function<ConsumerRecord<String, ByteBuffer>, Decoded<T>> decoder;
    private final String runId;
    private final BiConsumer<ConsumerRecord<String, ByteBuffer>, String> malformed;

    private TopicReader(
            Consumer<String, ByteBuffer> consumer,
            Collection<TopicPartition> partitions,
            String runId,
            Function<ConsumerRecord<String, ByteBuffer>, Decoded<T>> decoder,
            Instant from,
            BiConsumer<ConsumerRecord<String, ByteBuffer>, String> malformed) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.runId = runId;
        this.malformed = malformed;
        CloseableStack.completing(consumer, () -> {
            consumer.assign(partitions);
            seek(consumer, partitions, from);
        });
    }

    /// Messages about `runId`.
    public static <T> TopicReader<T> ofRun(
            Connection connection,
            Topic topic,
            String runId,
            Class<T> type,
            Instant from,
            BiConsumer<ConsumerRecord<String, ByteBuffer>, String> malformed) {
        List<TopicPartition> only = List.of(Partitions.of(topic, runId));
        return new TopicReader<>(connection.consumer(""), only, runId, json(type), from, malformed);
    }

    /// The same for who only listens: what does not decode is left to the services.
    public static <T> TopicReader<T> ofRun(
            Connection connection, Topic topic, String runId, Class<T> type, Instant from) {
        return ofRun(connection, topic, runId, type, from, (record, reason) -> {});
    }

    /// Messages about `runId` that are written, in transactions that are open or came to nothing too. For what is
    /// always written outside of them: it never waits for one to end.
    static <T> TopicReader<T> ofRunUncommitted(
            Connection connection, Topic topic, String runId, Class<T> type, Instant from) {
        List<TopicPartition> only = List.of(Partitions.of(topic, runId));
        return new TopicReader<>(
                connection.uncommittedConsumer(), only, runId, json(type), from, (record, reason) -> {});
    }

    /// Messages about every run.
    public static <T> TopicReader<T> ofAll(Connection connection, Topic topic, Class<T> type, Instant from) {
        return new TopicReader<>(connection.consumer(""), all(topic), "", json(type), from, (record, reason) -> {});
    }

    /// Every request for a run there is.
    public static TopicReader<RunRequested> ofRequests(Connection connection) {
        return new TopicReader<>(
                connection.consumer(""), all(Topics.RUNS), "", Requests::decode, Instant.EPOCH, (record, reason) -> {});
    }

    private static List<TopicPartition> all(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
    }

    private static <T> Function<ConsumerRecord<String, ByteBuffer>, Decoded<T>> json(Class<T> type) {
        return record -> Json.decode(Bytes.of(record.value()), type);
    }

    /// What has come; waits for at most `timeout` if nothing has.
    public List<T> poll(Duration timeout) {
        List<T> messages = new ArrayList<>();
        for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(timeout)) {
            if (record.key() == null) {
                malformed.accept(record, "no key: a message about a run has the run's id");
            } else if (runId.isEmpty() || runId.equals(record.key())) {
                switch (decoder.apply(record)) {
                    case Decoded.Ok<T> ok -> messages.add(ok.value());
                    case Decoded.Malformed<T> bad -> malformed.accept(record, bad.reason());
                }
            }
        }
        return messages;
    }

    /// Everything that is written now; waits for transactions that have not ended.
    ///
    /// @throws org.apache.kafka.common.KafkaException if one stays open for longer than brokers let it
    public List<T> pollPastOpenTransactions(TopicAdmin topics) {
        List<T> messages = new ArrayList<>();
        CatchingUp.pastOpenTransactions(consumer, topics, () -> messages.addAll(poll(Duration.ofMillis(100))));
        return messages;
    }

    /// Everything that is there to be seen now.
    ///
    /// @throws org.apache.kafka.common.KafkaException if there is more, and none of it comes for a minute
    public List<T> pollToEnd() {
        List<T> messages = new ArrayList<>();
        CatchingUp.toEnd(consumer, () -> messages.addAll(poll(Duration.ofMillis(100))));
        return messages;
    }

    /// The first message of a kind among those that are there to be seen now; reads no further.
    ///
    /// @throws org.apache.kafka.common.KafkaException if there is more, and none of it comes for a minute
    public <K extends T> Optional<K> firstToEnd(Class<K> kind) {
        List<K> found = new ArrayList<>();
        CatchingUp.toEnd(
                consumer,
                () -> poll(Duration.ofMillis(100)).stream()
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .forEach(found::add),
                () -> !found.isEmpty());
        return found.stream().findFirst();
    }

    /// Moves `consumer` to the first records that the brokers got at `from` or later; their clocks may differ by a
    /// minute.
    static void seek(Consumer<String, ByteBuffer> consumer, Collection<TopicPartition> partitions, Instant from) {
        long since = Math.max(0, from.minusSeconds(60).toEpochMilli());
        // The ends first: what is written between the two questions is then not missed.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> offsets =
                consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(p -> p, p -> since)));
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp found = offsets.get(partition);
            consumer.seek(partition, found != null ? found.offset() : ends.getOrDefault(partition, 0L));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
