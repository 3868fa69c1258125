package dev.millrace.messaging;

import dev.millrace.wire.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/// Where a run's records lie: the partition that Kafka's own partitioner gives the run id, also where the key says
/// more than the run id.
public final class Partitions {
    private Partitions() {}

    /// The partition of `topic` that holds what concerns `runId`.
    public static TopicPartition of(Topic topic, String runId) {
        int hash = Utils.toPositive(Utils.murmur2(runId.getBytes(StandardCharsets.UTF_8)));
        return new TopicPartition(topic.name(), hash % topic.partitions());
    }
}
