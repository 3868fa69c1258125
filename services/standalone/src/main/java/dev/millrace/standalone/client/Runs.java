package dev.millrace.standalone.client;

import dev.millrace.messaging.CatchingUp;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Tail;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/// The runs that a cluster knows, and how they stand: read from the topics, kept nowhere else.
public final class Runs {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int MOST_NAMED = 10;

    private Runs() {}

    /// How a run stands.
    ///
    /// @param state queued, accepted, running, silent (no heartbeat for 10 s), completed, stopped, failed or
    /// rejected; or malformed, if there is a request that no service could read
    /// @param epoch the last that was begun, counted from 1; 0 before the first
    /// @param step gradient updates made
    /// @param detail why, or since when
    public record Standing(
            String runId, String name, String dataset, String state, int epoch, int epochs, long step, String detail) {
        /// Whether nothing more will be trained.
        public boolean over() {
            return List.of("completed", "stopped", "failed", "rejected", "malformed")
                    .contains(state);
        }
    }

    /// All requests there are, oldest first.
    static List<RunRequested> requests(Connection connection) {
        try (var tail = Tail.ofRequests(connection)) {
            Map<String, RunRequested> first = new LinkedHashMap<>();
            tail.pollToEnd().forEach(run -> first.putIfAbsent(run.runId(), run));
            return List.copyOf(first.values());
        }
    }

    /// The request of the run whose id this is, or of the only one whose id begins so.
    ///
    /// @throws UserException if there is none, or more than one
    public static RunRequested request(Connection connection, String runId) {
        return meant(requests(connection), runId, connection.bootstrapServers());
    }

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
            throw new UserException("No run '" + runId + "' at " + where + ". 'millrace runs' lists those there are.");
        }
        if (candidates.size() > 1) {
            String ids = candidates.reversed().stream()
                    .limit(MOST_NAMED)
                    .map(RunRequested::runId)
                    .collect(Collectors.joining(", "));
            throw new UserException(candidates.size() + " runs begin with '" + runId + "': " + ids
                    + (candidates.size() > MOST_NAMED ? " and earlier ones" : "") + ". Say more of the one you mean.");
        }
        return candidates.getFirst();
    }

    /// Requests that services have laid aside since they could not read them, oldest first, with the reason.
    public static List<Standing> malformed(Connection connection) {
        var letters = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
        // Each kind of service lays a request aside for itself.
        Map<String, Standing> byOrigin = new LinkedHashMap<>();
        try (var consumer = connection.consumer("")) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            CatchingUp.toEnd(consumer, () -> {
                for (ConsumerRecord<String, ByteBuffer> letter : consumer.poll(Duration.ofMillis(100))) {
                    if (header(letter, "topic").equals(Topics.RUNS.name())) {
                        String key = Objects.requireNonNullElse(letter.key(), "");
                        byOrigin.put(
                                header(letter, "partition") + " " + header(letter, "offset"),
                                new Standing(key, "", "", "malformed", 0, 0, 0, header(letter, "reason")));
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

    /// How every run stands, oldest first.
    public static List<Standing> standings(Connection connection) {
        Map<String, List<Event>> byRun = new LinkedHashMap<>();
        try (var tail = Tail.ofAll(connection, Topics.EVENTS, Event.class, Instant.EPOCH)) {
            tail.pollToEnd()
                    .forEach(e -> byRun.computeIfAbsent(e.runId(), id -> new ArrayList<>())
                            .add(e));
        }
        return requests(connection).stream()
                .map(run -> standing(run, byRun.getOrDefault(run.runId(), List.of())))
                .toList();
    }

    private static Standing standing(RunRequested run, List<Event> events) {
        String state = "queued";
        String detail = "since " + run.requestedAt();
        int epoch = 0;
        long step = 0;
        for (Event event : events) {
            switch (event) {
                // Said again by a data-loader that takes over; it changes nothing for the run.
                case Event.Accepted e -> state = state.equals("queued") ? "accepted" : state;
                case Event.Rejected e -> {
                    state = "rejected";
                    detail = e.reason();
                }
                case Event.Started e -> {
                    state = "running";
                    step = e.step();
                    detail = "by " + e.origin().instance();
                }
                case Event.Heartbeat e -> {
                    boolean silent = e.time().plus(SILENCE).isBefore(Instant.now());
                    state = silent ? "silent" : "running";
                    detail = silent ? "since " + e.time() : "by " + e.origin().instance();
                    epoch = e.epoch() + 1;
                    step = e.step();
                }
                case Event.EpochEnded e -> epoch = e.epoch() + 1;
                case Event.Completed e -> {
                    state = "completed";
                    step = e.step();
                    detail = e.checkpoint();
                }
                case Event.Stopped e -> {
                    state = "stopped";
                    step = e.step();
                    detail = e.checkpoint();
                }
                case Event.Failed e -> {
                    state = "failed";
                    detail = e.reason();
                }
                case Event.CommandApplied e -> {}
                case Event.Checkpointed e -> {}
                case Event.Retried e -> {}
                case Event.Evaluated e -> {}
            }
        }
        return new Standing(
                run.runId(),
                run.name(),
                run.dataset().name(),
                state,
                epoch,
                run.fit().epochs(),
                step,
                detail);
    }
}
