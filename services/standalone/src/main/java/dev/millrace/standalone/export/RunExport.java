package dev.millrace.standalone.export;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runs.RunState;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Reads everything that is said of one run from the topics, and gives each fact to a sink once: a step that was
/// replayed after a crash says the same again. For one thread.
final class RunExport implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SCORES_WITHIN = Duration.ofMinutes(2);

    private final TopicReader<Metric> metrics;
    private final TopicReader<Event> events;
    private final Sink sink;
    private final RunState state = new RunState();
    private final Set<Point.Identity> seen = new HashSet<>();
    private long endNanos;
    private long points;

    RunExport(Connection connection, RunRequested run, Sink sink) {
        this.events = TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt());
        this.metrics = TopicReader.ofRun(connection, Topics.METRICS, run.runId(), Metric.class, run.requestedAt());
        this.sink = sink;
    }

    /// Hands on what is there now.
    ///
    /// @return whether the run is over
    boolean exportWhatIsThere() {
        // Values are published no later than what ends a run: read after its events, none is missed.
        hear(events.pollToEnd());
        measure(metrics.pollToEnd());
        sink.flush();
        state.end().filter(end -> state.scored()).ifPresent(sink::end);
        return state.end().isPresent();
    }

    /// Hands on what is there and what comes, until the run is over and scored, or `enough` says so.
    ///
    /// @return whether the run is over
    boolean follow(BooleanSupplier enough) {
        boolean over = exportWhatIsThere();
        endNanos = System.nanoTime();
        while (!state.scored() && !(over && waitedForScores()) && !enough.getAsBoolean()) {
            hear(events.poll(POLL));
            if (state.end().isPresent() && !over) {
                over = true;
                endNanos = System.nanoTime();
            }
            measure(metrics.poll(Duration.ZERO));
            sink.flush();
        }
        measure(metrics.pollToEnd());
        sink.flush();
        state.end().ifPresent(sink::end);
        return over;
    }

    private boolean waitedForScores() {
        return System.nanoTime() - endNanos > SCORES_WITHIN.toNanos();
    }

    private void hear(List<Event> heard) {
        for (Event event : heard) {
            state.hear(event);
            if (event instanceof Event.EpochEnded e) {
                add(Point.of(e));
            } else if (event instanceof Event.Evaluated e) {
                evaluated(e);
            } else if (event instanceof Event.CallbacksApplied e) {
                Map<String, Double> rate = Map.of("learning_rate", e.learningRate());
                add(Point.ofEpoch(Split.TRAINING, e.epoch(), e.step(), e.time(), rate));
            }
        }
    }

    private void evaluated(Event.Evaluated event) {
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            Optional.ofNullable(event.values().get(split.wireName()))
                    .ifPresent(values -> add(Point.ofEpoch(split, event.epoch(), event.step(), event.time(), values)));
        }
    }

    private void measure(List<Metric> heard) {
        heard.forEach(metric -> add(Point.of(metric)));
    }

    private void add(Point point) {
        if (!point.values().isEmpty() && seen.add(point.identity())) {
            sink.add(point);
            points++;
        }
    }

    /// How many points the run has so far.
    long points() {
        return points;
    }

    @Override
    public void close() {
        events.close();
        metrics.close();
    }
}
