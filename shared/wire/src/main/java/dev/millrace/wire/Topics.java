package dev.millrace.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every topic of the conversation. Versions stand in the names: a message that older readers cannot read gets a
/// new topic.
public final class Topics {
    /// Largest record value, in bytes, that Kafka's defaults let through with its key and headers
    /// (`max.message.bytes` is 1,048,588).
    public static final int MAX_VALUE_BYTES = 1_000_000;

    /// The same with key and headers.
    public static final int MAX_RECORD_BYTES = MAX_VALUE_BYTES + 20_000;

    /// Largest batch of records, in bytes, that a `batches` topic takes; each run's topic is made with it. Kafka's
    /// default lets one of the largest records through; room for two makes half as many requests of the same bytes.
    public static final int BATCHES_MAX_MESSAGE_BYTES = 2 * MAX_RECORD_BYTES;

    /// Partition of a run's `batches` topic that holds what is trained.
    public static final int TRAINING_PARTITION = 0;

    /// Partition of a run's `batches` topic that holds what is scored: validation, then test.
    public static final int EVALUATION_PARTITION = 1;

    /// Of the topics that every run shares. Whoever looks for what was said of a run begins at the time when it was
    /// asked for: that must not hang on the clocks of those who write, so the brokers stamp what they are given. And
    /// records are as large as Kafka's default, whatever the cluster's is.
    private static final Map<String, String> SHARED_SETTINGS =
            Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "1048588");

    private static final Map<String, String> LONG = with(SHARED_SETTINGS, retention(Duration.ofDays(30)));

    /// Runs asked for: data-loaders take them from here. One partition, because a member of a share group is given only
    /// some partitions of a topic.
    public static final Topic RUNS = new Topic("millrace.runs.v1", 1, LONG);

    /// Runs that a data-loader has accepted: trainers and evaluators take them from here, and meet no other.
    public static final Topic ACCEPTED_RUNS = new Topic("millrace.accepted-runs.v1", 1, LONG);

    /// What people ask of runs: stop, checkpoint now.
    public static final Topic COMMANDS = new Topic("millrace.commands.v1", 1, LONG);

    /// What happens to runs, and who did it.
    public static final Topic EVENTS = new Topic("millrace.events.v1", 4, LONG);

    /// Chunks of checkpoints, and their manifests. What is superseded gets a tombstone.
    public static final Topic CHECKPOINTS = new Topic(
            "millrace.checkpoints.v1",
            4,
            with(
                    SHARED_SETTINGS,
                    Map.of(
                            "cleanup.policy", "compact",
                            "segment.bytes", "67108864",
                            "min.cleanable.dirty.ratio", "0.1",
                            "delete.retention.ms",
                                    String.valueOf(Duration.ofHours(1).toMillis()))));

    /// Metrics of training and evaluation.
    public static final Topic METRICS = new Topic("millrace.metrics.v1", 4, LONG);

    /// How checkpoints classify.
    public static final Topic REPORTS = new Topic("millrace.reports.v1", 4, LONG);

    /// Rows that models are to see. Kept for an hour: whoever asked does not wait for longer.
    public static final Topic PREDICTION_REQUESTS =
            new Topic("millrace.prediction-requests.v1", 4, brief(Duration.ofHours(1), Duration.ofMinutes(10)));

    /// What models make of them.
    public static final Topic PREDICTIONS =
            new Topic("millrace.predictions.v1", 4, brief(Duration.ofHours(1), Duration.ofMinutes(10)));

    /// How services are.
    public static final Topic SERVICES =
            new Topic("millrace.services.v1", 1, brief(Duration.ofDays(1), Duration.ofHours(1)));

    /// What people say of runs; the newest of each run stays.
    public static final Topic ANNOTATIONS =
            new Topic("millrace.annotations.v1", 1, with(SHARED_SETTINGS, Map.of("cleanup.policy", "compact")));

    /// Values that did not decode, with the reason.
    public static final Topic DEAD_LETTERS = new Topic("millrace.dead-letters.v1", 1, LONG);

    /// The topics that every run shares.
    public static final List<Topic> SHARED = List.of(
            RUNS,
            ACCEPTED_RUNS,
            COMMANDS,
            EVENTS,
            CHECKPOINTS,
            METRICS,
            REPORTS,
            PREDICTION_REQUESTS,
            PREDICTIONS,
            SERVICES,
            ANNOTATIONS,
            DEAD_LETTERS);

    private Topics() {}

    /// The mini-batches of one run. The data-loader makes this topic, deletes what has been trained, and deletes
    /// the topic when the run is over.
    public static Topic batches(String runId) {
        Map<String, String> large = Map.of("max.message.bytes", String.valueOf(BATCHES_MAX_MESSAGE_BYTES));
        return new Topic("millrace.batches.v1." + runId, 2, with(large, retention(Duration.ofDays(7))));
    }

    private static Map<String, String> retention(Duration duration) {
        return Map.of("cleanup.policy", "delete", "retention.ms", String.valueOf(duration.toMillis()));
    }

    /// Settings of a topic whose records are soon of no use: Kafka deletes whole segments, so these are short too.
    private static Map<String, String> brief(Duration kept, Duration segment) {
        return with(with(SHARED_SETTINGS, retention(kept)), Map.of("segment.ms", String.valueOf(segment.toMillis())));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> both = new HashMap<>(some);
        both.putAll(more);
        return both;
    }
}
