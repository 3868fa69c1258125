package dev.millrace.messaging;

import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes and removes topics, and moves where they begin. Thread-safe.
public final class TopicAdmin implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final String SIZE = "max.message.bytes";
    private static final List<String> NEEDED = List.of("message.timestamp.type", SIZE);

    private final Admin admin;

    public TopicAdmin(Connection connection) {
        this.admin = connection.admin();
    }

    /// Creates the topics that are not there, with their settings and the cluster's default replication.
    public void create(Collection<Topic> topics) {
        List<NewTopic> missing = topics.stream()
                .map(t -> new NewTopic(t.name(), Optional.of(t.partitions()), Optional.empty()).configs(t.settings()))
                .toList();
        List<ConfigResource> there = new ArrayList<>();
        admin.createTopics(missing).values().forEach((name, created) -> {
            try {
                await(created);
            } catch (TopicExistsException e) {
                there.add(new ConfigResource(ConfigResource.Type.TOPIC, name));
            }
        });
        if (!there.isEmpty()) {
            settle(topics, there);
        }
    }

    /// Creates the topics that all runs share, as [#create] does. A cluster's brokers come one after another: waits for
    /// minutes until there are as many as a topic is to be on.
    ///
    /// @throws InvalidReplicationFactorException if there are too few after that time
    public void createShared() {
        createShared(Connection.STARTS_WITHIN, () -> LockSupport.parkNanos(TRY_EVERY.toNanos()));
    }

    /// @param pause between two tries
    void createShared(Duration limit, Runnable pause) {
        long began = System.nanoTime();
        boolean said = false;
        while (true) {
            try {
                create(Topics.SHARED);
                return;
            } catch (InvalidReplicationFactorException e) {
                if (System.nanoTime() - began >= limit.toNanos()) {
                    throw e;
                }
                if (!said) {
                    LOG.warn("{} Trying on, for {} s at most.", e.getMessage(), limit.toSeconds());
                    said = true;
                }
                pause.run();
            }
        }
    }

    /// Gives topics that were made with other settings those that Millrace depends on, and leaves the others alone: how
    /// long something is kept, for example, is whose topics they are to say.
    private void settle(Collection<Topic> topics, Collection<ConfigResource> there) {
        Map<String, Topic> byName = topics.stream().collect(Collectors.toMap(Topic::name, t -> t));
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        try {
            await(admin.describeConfigs(there).all()).forEach((resource, config) -> {
                Map<String, String> wanted =
                        Objects.requireNonNull(byName.get(resource.name())).settings();
                List<AlterConfigOp> missing = NEEDED.stream()
                        .filter(name -> !suffices(config.get(name), wanted.get(name)))
                        .map(name -> set(name, String.valueOf(wanted.get(name))))
                        .toList();
                if (!missing.isEmpty()) {
                    changes.put(resource, missing);
                }
            });
            if (!changes.isEmpty()) {
                await(admin.incrementalAlterConfigs(changes).all());
            }
        } catch (KafkaException e) {
            // Not allowed, against a policy, or asked of a broker that does not know the topic yet.
            LOG.warn("topics could not be given the settings {}: {}", NEEDED, e.getMessage());
        }
    }

    private static boolean suffices(@Nullable ConfigEntry there, @Nullable String needed) {
        return needed == null
                || (there != null
                        && (there.name().equals(SIZE)
                                ? Long.parseLong(there.value()) >= Long.parseLong(needed)
                                : needed.equals(there.value())));
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    /// Whether a topic is there.
    public boolean exists(Topic topic) {
        try {
            await(admin.describeTopics(List.of(topic.name())).allTopicNames());
            return true;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    /// Deletes a topic; one that is not there is fine.
    public void delete(Topic topic) {
        try {
            await(admin.deleteTopics(List.of(topic.name())).all());
        } catch (UnknownTopicOrPartitionException e) {
            // It is gone, which was the aim.
        }
    }

    /// Deletes the records before `offset`; the cluster may have deleted more already.
    public void deleteBefore(TopicPartition partition, long offset) {
        try {
            await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all());
        } catch (UnknownTopicOrPartitionException e) {
            // The run is over and its topic is gone.
        } catch (OffsetOutOfRangeException e) {
            LOG.warn("{} does not reach to offset {}: nothing is deleted", partition, offset);
        }
    }

    /// Where the partitions end, with what open transactions have written.
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        var latest = partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        var offsets = await(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all());
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    /// Whether a broker answers now.
    public boolean answers() {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) ANSWER_WITHIN.toMillis()))
                    .nodes()
                    .get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            // Whatever else it says, it answers.
            return !(e.getCause() instanceof RetriableException);
        }
    }

    /// Settings of a share group, by Kafka's names.
    ///
    /// @throws org.apache.kafka.common.errors.InvalidConfigurationException if the brokers do not know one of them, or
    /// not that value
    void configureGroup(String group, Map<String, String> settings) {
        var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(e -> set(e.getKey(), e.getValue()))
                .toList();
        await(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while asking the brokers", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
