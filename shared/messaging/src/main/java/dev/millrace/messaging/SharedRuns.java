package dev.millrace.messaging;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A topic of runs as a queue, by a share group: a run is locked by who takes it and comes back to the queue when it
/// is not renewed, or its taker's connection drops.
///
/// A broker gives a record up after ten deliveries, without a word. So a run that has been delivered half as often
/// is asked for again, for this kind of service alone, and the request before is done with; in that order, so that
/// the run is never without one. Who dies in between leaves two requests of one run: the later one counts, and
/// whoever is given the earlier one again passes it over.
final class SharedRuns implements RunQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRuns.class);

    /// How long a taker that is frozen keeps a run; the shortest that a broker allows by default.
    private static final Duration LOCK = Duration.ofSeconds(15);

    /// The most that a broker allows by default.
    private static final int DELIVERIES = 10;

    private final Connection connection;
    private final Topic queue;
    private final String role;
    private final String group;
    private final TopicAdmin topics;
    private final Publisher publisher;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("broker-watch").factory());

    /// @param queue the topic, of one partition
    SharedRuns(Connection connection, Topic queue, String role, TopicAdmin topics, Publisher publisher) {
        this.connection = connection;
        this.queue = queue;
        this.role = role;
        this.group = "millrace-" + role;
        this.topics = topics;
        this.publisher = publisher;
        topics.configureGroup(
                group,
                Map.of(
                        "share.auto.offset.reset",
                        "earliest",
                        "share.record.lock.duration.ms",
                        String.valueOf(LOCK.toMillis()),
                        "share.delivery.count.limit",
                        String.valueOf(DELIVERIES)));
        assignAtOnce();
    }

    /// By default a broker gives members their partitions at most once a second, and a member that has just joined
    /// hears of it with its second heartbeat, after five: a service that takes one run after another joins as often.
    private void assignAtOnce() {
        try {
            topics.configureGroup(group, Map.of("share.assignment.interval.ms", "0"));
        } catch (InvalidConfigurationException e) {
            LOG.info("members of {} get their first run after some seconds: {}", group, e.getMessage());
        }
    }

    @Override
    public SharedTaker join(Runnable listening) {
        return new SharedTaker(this, () -> connection.shareConsumer(group, queue), topics, watch, listening);
    }

    /// Where the queue ends now.
    long end() {
        return topics.ends(List.of(new TopicPartition(queue.name(), 0))).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /// What a record asks of this kind of service, if anything; a malformed one is laid aside.
    Optional<RunRequested> request(ConsumerRecord<String, ByteBuffer> record) {
        if (!concerns(record)) {
            return Optional.empty();
        }
        return switch (Requests.decode(record)) {
            case Decoded.Ok<RunRequested> ok -> Optional.of(ok.value());
            case Decoded.Malformed<RunRequested> bad -> {
                publisher.deadLetter(record, bad.reason());
                yield Optional.empty();
            }
        };
    }

    /// Whether the run is to be had from another record, this one being done with.
    boolean movedOn(RunRequested run, ConsumerRecord<String, ByteBuffer> record) {
        int deliveries = deliveries(record);
        if (deliveries > 1 && requestedAfter(run, record)) {
            return true;
        }
        if (deliveries >= DELIVERIES / 2) {
            requestAgain(run);
            return true;
        }
        return false;
    }

    /// Puts the run at the end of the queue.
    void requestAgain(RunRequested run) {
        publisher.requestAgain(queue, run, role);
    }

    /// Whether somebody may have had the record's run before.
    static boolean again(ConsumerRecord<String, ByteBuffer> record) {
        return deliveries(record) > 1 || record.headers().lastHeader(Publisher.FOR_SERVICE) != null;
    }

    private static int deliveries(ConsumerRecord<String, ByteBuffer> record) {
        return record.deliveryCount().orElse((short) 1);
    }

    private boolean concerns(ConsumerRecord<String, ByteBuffer> record) {
        var only = record.headers().lastHeader(Publisher.FOR_SERVICE);
        return only == null || (only.value() != null && role.equals(new String(only.value(), StandardCharsets.UTF_8)));
    }

    private boolean requestedAfter(RunRequested run, ConsumerRecord<String, ByteBuffer> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        try (Consumer<String, ByteBuffer> consumer = connection.consumer("")) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, record.offset() + 1);
            var found = new AtomicBoolean();
            CatchingUp.toEnd(consumer, () -> {
                for (ConsumerRecord<String, ByteBuffer> later : consumer.poll(Duration.ofMillis(100))) {
                    if (run.runId().equals(later.key())
                            && concerns(later)
                            && Requests.decode(later) instanceof Decoded.Ok) {
                        found.set(true);
                    }
                }
            });
            return found.get();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
