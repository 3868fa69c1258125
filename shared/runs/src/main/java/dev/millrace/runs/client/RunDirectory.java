package dev.millrace.runs.client;

import dev.millrace.messaging.CatchingUp;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runs.RunState;
import dev.millrace.runs.RunSummary;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/// The runs that a cluster knows: read from the topics, kept nowhere else.
final class RunDirectory {
    private static final int MOST_NAMED = 10;

    private final Connection connection;

    RunDirectory(Connection connection) {
        this.connection = connection;
    }

    List<RunRequested> requests() {
        try (var tail = TopicReader.ofRequests(connection)) {
            Map<String, RunRequested> first = new LinkedHashMap<>();
            tail.pollToEnd().forEach(run -> first.putIfAbsent(run.runId(), run));
            return List.copyOf(first.values());
        }
    }

    List<RunSummary> summaries() {
        Map<String, RunState> states = new LinkedHashMap<>();
        try (var tail = TopicReader.ofAll(connection, Topics.EVENTS, Event.class, Instant.EPOCH)) {
            tail.pollToEnd()
                    .forEach(e -> states.computeIfAbsent(e.runId(), id -> new RunState())
                            .hear(e));
        }
        Instant now = Instant.now();
        return requests().stream()
                .map(run -> RunSummary.of(run, states.getOrDefault(run.runId(), new RunState()), now))
                .toList();
    }

    List<RunSummary> malformed() {
        var letters = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
        // Each kind of service lays a request aside for itself.
        Map<String, RunSummary> byOrigin = new LinkedHashMap<>();
        try (var consumer = connection.consumer("")) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            CatchingUp.toEnd(consumer, () -> {
                for (ConsumerRecord<String, ByteBuffer> letter : consumer.poll(Duration.ofMillis(100))) {
                    if (header(letter, "topic").equals(Topics.RUNS.name())) {
                        String key = Objects.requireNonNullElse(letter.key(), "");
                        byOrigin.put(
                                header(letter, "partition") + " " + header(letter, "offset"),
                                RunSummary.malformed(key, header(letter, "reason")));
                    }
                }
            });
        }
        return List.copyOf(byOrigin.values());
    }

    private static String header(ConsumerRecord<String, ByteBuffer> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /// The one of `requests` whose id this is, or the only one whose id begins so.
    ///
    /// @param where for messages
    /// @throws RunClientException if there is none, or more than one
    static RunRequested meant(List<RunRequested> requests, String runId, String where) {
        List<RunRequested> candidates = requests.stream()
                .filter(run -> !runId.isEmpty() && run.runId().startsWith(runId))
                .toList();
        Optional<RunRequested> whole =
                candidates.stream().filter(run -> run.runId().equals(runId)).findFirst();
        if (whole.isPresent()) {
            return whole.get();
        }
        if (candidates.isEmpty()) {
            throw new RunClientException(
                    "No run '" + runId + "' at " + where + ". 'millrace runs' lists those there are.");
        }
        if (candidates.size() > 1) {
            String ids = candidates.reversed().stream()
                    .limit(MOST_NAMED)
                    .map(RunRequested::runId)
                    .collect(Collectors.joining(", "));
            throw new RunClientException(candidates.size() + " runs begin with '" + runId + "': " + ids
                    + (candidates.size() > MOST_NAMED ? " and earlier ones" : "") + ". Say more of the one you mean.");
        }
        return candidates.getFirst();
    }
}
