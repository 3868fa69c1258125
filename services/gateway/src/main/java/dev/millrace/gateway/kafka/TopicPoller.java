package dev.millrace.gateway.kafka;

import dev.millrace.gateway.store.Store;
import dev.millrace.messaging.CloseableStack;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the store, on one thread and with one consumer, from the first record that there is of each topic. It belongs
/// to no group and commits nothing: it can be killed, and be there any number of times.
///
/// Checkpoints lie among their chunks, which are much to read: they come after all else was read once.
public final class TopicPoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicPoller.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    /// Where nothing has come for so long, the brokers are asked whether they are there.
    private static final Duration ASK_AFTER = Duration.ofSeconds(3);

    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(15);

    private static final List<Topic> READ_FIRST = List.of(
            Topics.RUNS,
            Topics.ACCEPTED_RUNS,
            Topics.EVENTS,
            Topics.METRICS,
            Topics.REPORTS,
            Topics.SERVICES,
            Topics.ANNOTATIONS,
            Topics.DEAD_LETTERS);

    private final CloseableStack opened = new CloseableStack();
    private final TopicAdmin topics;
    private final Consumer<String, ByteBuffer> consumer;
    private final Records records;
    private final List<TopicPartition> first =
            READ_FIRST.stream().flatMap(topic -> partitions(topic).stream()).toList();
    private final List<TopicPartition> checkpoints = partitions(Topics.CHECKPOINTS);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile Instant contact = Instant.now();
    private volatile boolean closing;

    /// Begins to read.
    ///
    /// @throws dev.millrace.messaging.BrokerUnavailableException if no broker answers for minutes
    public TopicPoller(Connection connection, Store store) {
        this.records = new Records(store);
        connection.await();
        this.topics = opened.add(() -> new TopicAdmin(connection));
        this.consumer = opened.add(() -> {
            topics.createShared();
            return connection.consumer("");
        });
        this.thread = Thread.ofPlatform().name("topics").start(this::read);
    }

    private static List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    /// Waits until everything was read once that was there at the beginning, checkpoints excepted.
    ///
    /// @return whether that is so
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether brokers answer, and everything was read that was there at the beginning.
    public boolean alive() {
        return caughtUp.getCount() == 0 && contact.plus(ALIVE_WITHIN).isAfter(Instant.now());
    }

    /// The time by which silence is judged: where no broker answers, nobody can be heard, and time stands still.
    public Instant clock() {
        Instant now = Instant.now();
        Instant latest = contact.plus(ASK_AFTER).plus(ASK_AFTER);
        return now.isBefore(latest) ? now : latest;
    }

    private void read() {
        try {
            consumer.assign(Stream.concat(first.stream(), checkpoints.stream()).toList());
            consumer.seekToBeginning(consumer.assignment());
            consumer.pause(checkpoints);
            Map<TopicPartition, Long> ends = consumer.endOffsets(first);
            while (!closing) {
                poll();
                if (caughtUp.getCount() > 0 && reached(ends)) {
                    records.live();
                    consumer.resume(checkpoints);
                    caughtUp.countDown();
                    LOG.info("gateway: everything is read");
                }
            }
        } catch (WakeupException e) {
            // This is being closed.
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void poll() {
        try {
            ConsumerRecords<String, ByteBuffer> some = consumer.poll(POLL);
            for (ConsumerRecord<String, ByteBuffer> record : some) {
                records.take(record);
            }
            Instant now = Instant.now();
            if (!some.isEmpty() || (contact.plus(ASK_AFTER).isBefore(now) && topics.answers())) {
                contact = Instant.now();
            }
        } catch (OffsetOutOfRangeException e) {
            // What is old is deleted, or the topic was made anew.
            consumer.seekToBeginning(e.partitions());
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("topics cannot be read: {}", e.getMessage());
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        opened.close();
    }
}
