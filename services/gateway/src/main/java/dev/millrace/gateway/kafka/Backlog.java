package dev.millrace.gateway.kafka;

import dev.millrace.gateway.store.Store;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Event;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/// Counts the mini-batches that are published, of runs that somebody looks at: in steps, by the name of the last one,
/// for the ends of transactions take offsets too. It reads the last records of a run's topic every two seconds.
public final class Backlog implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration READ_WITHIN = Duration.ofSeconds(1);

    /// More records from the end than the marks of transactions that may lie there.
    private static final int LAST = 4;

    private static final Pattern NAME = Pattern.compile("training/(\\d{1,9})/(\\d{1,9})");

    private final Connection connection;
    private final Store store;
    private final Supplier<Set<String>> watched;
    private final Thread thread;
    private volatile boolean closing;

    /// @param watched ids of the runs that somebody looks at
    public Backlog(Connection connection, Store store, Supplier<Set<String>> watched) {
        this.connection = connection;
        this.store = store;
        this.watched = watched;
        this.thread = Thread.ofPlatform().name("backlog").daemon().start(this::count);
    }

    private void count() {
        while (!closing) {
            LockSupport.parkNanos(EVERY.toNanos());
            if (!closing && !watched.get().isEmpty()) {
                countWatched();
            }
        }
    }

    private void countWatched() {
        try (var topics = new TopicAdmin(connection);
                var consumer = connection.consumer("")) {
            while (!closing && !watched.get().isEmpty()) {
                List<String> going = store.going();
                for (String run : watched.get()) {
                    if (going.contains(run)) {
                        count(run, topics, consumer);
                    }
                }
                LockSupport.parkNanos(EVERY.toNanos());
            }
        } catch (InterruptException e) {
            closing = true;
        } catch (KafkaException e) {
            // No broker answers: nobody knows how many there are.
        }
    }

    private void count(String run, TopicAdmin topics, Consumer<String, ByteBuffer> consumer) {
        Topic topic = Topics.batches(run);
        Optional<Event.Accepted> accepted = store.accepted(run);
        if (accepted.isEmpty() || !topics.exists(topic)) {
            return;
        }
        var partition = new TopicPartition(topic.name(), Topics.TRAINING_PARTITION);
        var only = List.of(partition);
        consumer.assign(only);
        long begin = end(consumer.beginningOffsets(only), partition);
        long end = end(consumer.endOffsets(only), partition);
        consumer.seek(partition, Math.max(begin, end - LAST));
        OptionalLong last = OptionalLong.empty();
        long deadline = System.nanoTime() + READ_WITHIN.toNanos();
        while (consumer.position(partition) < end && System.nanoTime() < deadline) {
            for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(Duration.ofMillis(100))) {
                last = steps(
                        record.key(), accepted.get(), store.request(run).fit().initialEpoch());
            }
        }
        last.ifPresent(steps -> store.published(run, steps));
    }

    private static long end(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    private static OptionalLong steps(String key, Event.Accepted accepted, int initialEpoch) {
        Matcher name = NAME.matcher(String.valueOf(key));
        return name.matches()
                ? OptionalLong.of((Long.parseLong(name.group(1)) - initialEpoch) * accepted.stepsPerEpoch()
                        + Long.parseLong(name.group(2))
                        + 1)
                : OptionalLong.empty();
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
