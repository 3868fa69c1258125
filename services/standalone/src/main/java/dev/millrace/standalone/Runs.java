package dev.millrace.standalone;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Tail;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The runs that a cluster knows, and how they stand: read from the topics, kept nowhere else.
final class Runs {
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private Runs() {}

    /// How a run stands.
    ///
    /// @param state queued, accepted, running, silent (no heartbeat for 10 s), completed, stopped, failed or
    /// rejected
    /// @param epoch the last that was begun, counted from 1; 0 before the first
    /// @param step gradient updates made
    /// @param detail why, or since when
    record Standing(
            String runId, String name, String dataset, String state, int epoch, int epochs, long step, String detail) {}

    /// All requests there are, oldest first.
    static List<RunRequested> requests(Connection connection) {
        try (var tail = Tail.ofRequests(connection)) {
            Map<String, RunRequested> first = new LinkedHashMap<>();
            tail.pollToEnd().forEach(run -> first.putIfAbsent(run.runId(), run));
            return List.copyOf(first.values());
        }
    }

    /// The request of one run.
    ///
    /// @throws UserException if there is none
    static RunRequested request(Connection connection, String runId) {
        return requests(connection).stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(() -> new UserException("No run '" + runId + "' at " + connection.bootstrapServers()
                        + ". 'millrace runs' lists those there are."));
    }

    /// How every run stands, oldest first.
    static List<Standing> standings(Connection connection) {
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
                case Event.Obeyed e -> {}
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
