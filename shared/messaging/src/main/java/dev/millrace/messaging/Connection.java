package dev.millrace.messaging;

import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Kafka cluster and how to talk to it. Settings given here win over Millrace's own, whichever client they are
/// for.
///
/// @param settings Kafka's client settings by Kafka's names; `bootstrap.servers` among them
public record Connection(Map<String, String> settings) {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final String SECRETS = "password|secret|jaas|\\.key";

    /// The system sizes what lies between two sockets. In Kafka's own 64 and 128 KB a batch of records passes in many
    /// pieces, each of which wakes a thread on either side.
    private static final Map<String, String> SOCKETS = Map.of("send.buffer.bytes", "-1", "receive.buffer.bytes", "-1");

    /// How long to ask for the addresses that a cluster advertises, when it cannot be reached.
    private static final Duration ASK_WITHIN = Duration.ofSeconds(2);

    /// Longer than a cluster takes to start.
    static final Duration STARTS_WITHIN = Duration.ofMinutes(5);

    /// After which it is said that no broker answers yet.
    private static final Duration TRY = Duration.ofSeconds(20);

    public Connection {
        settings = Map.copyOf(settings);
        if (settings.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new IllegalArgumentException("Kafka's 'bootstrap.servers' is not set. Give host:port of a broker.");
        }
    }

    /// The cluster at `bootstrapServers`, with no settings of the user's.
    public static Connection to(String bootstrapServers) {
        return new Connection(Map.of("bootstrap.servers", bootstrapServers));
    }

    /// Where the cluster is.
    public String bootstrapServers() {
        return settings.getOrDefault("bootstrap.servers", "");
    }

    /// The settings for a log: those that hold secrets are masked.
    public Map<String, String> masked() {
        Map<String, String> masked = new TreeMap<>(settings);
        masked.replaceAll((key, value) -> key.matches(".*(" + SECRETS + ").*") ? "[hidden]" : value);
        return masked;
    }

    /// Makes sure that a broker answers.
    ///
    /// @throws BrokerUnavailableException if none does in time
    /// @throws KafkaException if a setting is wrong, or a broker refuses the connection
    public void check(Duration timeout) {
        Map<String, Object> quick = with(Map.of(
                "default.api.timeout.ms", String.valueOf(timeout.toMillis()),
                "request.timeout.ms", String.valueOf(timeout.toMillis())));
        try (Admin admin = Admin.create(quick)) {
            admin.describeCluster().clusterId().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(timeout, e);
        } catch (TimeoutException e) {
            throw unavailable(timeout, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unavailable(timeout, e);
            }
            throw new KafkaException("Not connected to " + bootstrapServers(), e.getCause());
        }
    }

    /// Waits for minutes until a broker answers, and logs that it does: a cluster may be started after what needs it,
    /// or be on the move.
    ///
    /// @throws BrokerUnavailableException if none answers in that time
    /// @throws KafkaException if a setting is wrong, or a broker refuses the connection
    public void await() {
        await(STARTS_WITHIN, TRY);
    }

    void await(Duration limit, Duration each) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                check(each);
                return;
            } catch (BrokerUnavailableException e) {
                long left = end - System.nanoTime();
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warn("{} Trying on, for {} s at most.", e.getMessage(), TimeUnit.NANOSECONDS.toSeconds(left));
            }
        }
    }

    private BrokerUnavailableException unavailable(Duration timeout, Exception cause) {
        List<String> advertised = AdvertisedBrokers.of(bootstrapServers(), ASK_WITHIN);
        if (advertised.stream().anyMatch(List.of(bootstrapServers().split(",", -1))::contains)) {
            // It has come only now.
            advertised = List.of();
        }
        return new BrokerUnavailableException(bootstrapServers(), advertised, timeout, cause);
    }

    Admin admin() {
        return Admin.create(with(Map.of()));
    }

    /// A reader of committed records that is assigned its partitions by hand; `group` is where a trainer's progress
    /// is committed for all to see.
    public Consumer<String, ByteBuffer> consumer(String group) {
        return consumer(group, "read_committed", Map.of());
    }

    /// A reader of committed records that is set back to the beginning again and again. A broker keeps a question for
    /// what comes behind the end for half a second, and meanwhile answers no other of the same reader: here it does
    /// not.
    public Consumer<String, ByteBuffer> returningConsumer() {
        return consumer("", "read_committed", Map.of("fetch.max.wait.ms", "10"));
    }

    /// A member of the consumer group `group`, which divides the partitions of `topic` among its members and goes on
    /// where it was, or at the beginning. A member that is lost is noticed after six seconds.
    public Consumer<String, ByteBuffer> groupConsumer(String group, Topic topic) {
        Map<String, Object> own = with(Map.of(
                "group.id", group,
                "session.timeout.ms", "6000",
                "heartbeat.interval.ms", "1500",
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                "allow.auto.create.topics", "false",
                "max.poll.records", "100"));
        var consumer = new KafkaConsumer<>(own, new StringDeserializer(), new ByteBufferDeserializer());
        consumer.subscribe(List.of(topic.name()));
        return consumer;
    }

    /// A reader of everything that was written, also in transactions that are open or came to nothing.
    Consumer<String, ByteBuffer> uncommittedConsumer() {
        return consumer("", "read_uncommitted", Map.of());
    }

    private Consumer<String, ByteBuffer> consumer(String group, String isolation, Map<String, String> more) {
        Map<String, String> defaults = new HashMap<>(more);
        defaults.putAll(Map.of(
                "isolation.level", isolation,
                "enable.auto.commit", "false",
                "auto.offset.reset", "none",
                "allow.auto.create.topics", "false",
                "max.partition.fetch.bytes", String.valueOf(Topics.BATCHES_MAX_MESSAGE_BYTES),
                "max.poll.records", "2000"));
        Map<String, Object> own = with(defaults);
        if (!group.isEmpty()) {
            own.put("group.id", group);
        }
        return new KafkaConsumer<>(own, new StringDeserializer(), new ByteBufferDeserializer()) {
            // It is in no group that would miss it, and so need not wait for the fetch that is under way.
            @Override
            public void close() {
                close(CloseOptions.timeout(Duration.ZERO));
            }
        };
    }

    /// A member of the share group `group` that takes one run at a time from `queue` and answers for it.
    ShareConsumer<String, ByteBuffer> shareConsumer(String group, Topic queue) {
        Map<String, Object> own = with(Map.of(
                "group.id", group,
                "share.acknowledgement.mode", "explicit",
                "share.acquire.mode", "record_limit",
                "max.poll.records", "1",
                "fetch.max.wait.ms", "200"));
        var consumer = new KafkaShareConsumer<>(own, new StringDeserializer(), new ByteBufferDeserializer());
        consumer.subscribe(List.of(queue.name()));
        return consumer;
    }

    /// A writer whose records are never doubled by its own retries.
    Producer<String, byte[]> producer() {
        return new KafkaProducer<>(with(Map.of("acks", "all")), new StringSerializer(), new ByteArraySerializer());
    }

    /// A writer in transactions, one at a time in the whole cluster for each id.
    ///
    /// @param batchBytes how much is sent to a partition at once, at most; the memory of a larger record is not used
    /// again. Four such are kept: whoever has more to say waits for them to be sent.
    Producer<String, byte[]> transactionalProducer(String transactionalId, int batchBytes) {
        Map<String, Object> own = with(Map.of(
                "acks",
                "all",
                "transactional.id",
                transactionalId,
                "transaction.timeout.ms",
                "20000",
                "linger.ms",
                "5",
                // The first record of a transaction may come while the broker still ends the one before. It is sent
                // again after this time, and twice as long after each that fails, up to a second.
                "retry.backoff.ms",
                "5",
                "batch.size",
                String.valueOf(batchBytes),
                "buffer.memory",
                String.valueOf(4L * batchBytes)));
        return new KafkaProducer<>(own, new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> with(Map<String, String> own) {
        Map<String, Object> merged = new HashMap<>(SOCKETS);
        merged.putAll(own);
        merged.putAll(settings);
        return merged;
    }
}
