package dev.millrace.runs.client;

import dev.millrace.messaging.BrokerUnavailableException;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runs.RunState;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Follows one run on the topics, from its request to its end, whoever trains it and wherever; a trainer that is
/// replaced says things again, and they are passed over. For one thread.
public final class RunWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration HINT_AFTER = Duration.ofSeconds(20);
    private static final Duration BROKER_WITHIN = Duration.ofSeconds(5);
    private static final Duration SCORES_WITHIN = Duration.ofMinutes(2);

    private final Connection connection;
    private final TopicReader<Event> events;
    private final TopicReader<Metric> metrics;
    private final RunListener listener;
    private final Map<Integer, Map<String, Double>> validation = new TreeMap<>();
    private final Map<Integer, Event.EpochEnded> epochs = new TreeMap<>();
    private final RunState state = new RunState();
    private long endNanos;
    private boolean endedLongAgo;
    private Instant lastNews = Instant.now();
    private boolean hinted;
    private final int initialEpoch;
    private final int validationFreq;
    private int nextEpoch;
    private long lastStep;

    RunWatch(Connection connection, RunRequested run, RunListener listener) {
        this.connection = connection;
        this.events = TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt());
        this.metrics = TopicReader.ofRun(connection, Topics.METRICS, run.runId(), Metric.class, run.requestedAt());
        this.listener = listener;
        this.initialEpoch = run.fit().initialEpoch();
        this.validationFreq = Math.max(1, run.fit().validationFreq());
        this.nextEpoch = initialEpoch;
    }

    /// Follows until the run is over and scored, or `enough` says so. What is there already is read in any case.
    public RunResult follow(BooleanSupplier enough) {
        events.pollToEnd().forEach(this::heard);
        endedLongAgo = state.end().isPresent()
                && state.end().get().time().plus(SCORES_WITHIN).isBefore(Instant.now());
        showEpochs();
        while (!over() && !enough.getAsBoolean()) {
            events.poll(POLL).forEach(this::heard);
            metrics.poll(Duration.ZERO).forEach(this::heard);
            showEpochs();
            if (!hinted && lastNews.plus(HINT_AFTER).isBefore(Instant.now())) {
                hinted = true;
                listener.silent(silence());
            }
        }
        showEpochs();
        return new RunResult(state.end(), List.copyOf(epochs.values()), state.evaluated());
    }

    /// Why nothing is heard, as far as it can be told from here.
    private String silence() {
        try {
            connection.check(BROKER_WITHIN);
        } catch (BrokerUnavailableException e) {
            return "no broker answers at " + connection.bootstrapServers() + " any more; still trying.";
        }
        String who = state.end().isPresent() ? "evaluator" : state.accepted().isPresent() ? "trainer" : "data-loader";
        return "no " + who + " has been heard of for " + HINT_AFTER.toSeconds()
                + " s; still waiting. Are the services running? 'millrace services' starts them.";
    }

    /// Follows until a data-loader has accepted or rejected the run, or `timeout` is over.
    public Optional<Event> awaitAnswer(Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        while (state.accepted().isEmpty()
                && state.end().isEmpty()
                && Instant.now().isBefore(deadline)) {
            events.poll(POLL).forEach(this::heard);
        }
        return state.end().or(() -> state.accepted().map(e -> e));
    }

    /// Whether the run has ended and there are scores, or nobody waits for them any longer: by the time since the end
    /// was heard here, as the trainer's clock may be another.
    private boolean over() {
        return state.scored()
                || (state.end().isPresent()
                        && (endedLongAgo || System.nanoTime() - endNanos > SCORES_WITHIN.toNanos()));
    }

    private void heard(Event event) {
        lastNews = Instant.now();
        hinted = false;
        boolean acceptedBefore = state.accepted().isPresent();
        state.hear(event);
        if (event.ends()) {
            endNanos = System.nanoTime();
        }
        switch (event) {
            case Event.Accepted e -> {
                if (!acceptedBefore) {
                    listener.accepted(e);
                }
            }
            case Event.Started e -> listener.started(e);
            case Event.EpochEnded e -> epochs.putIfAbsent(e.epoch(), e);
            case Event.Evaluated e -> {
                Map<String, Double> values = e.values().get(Split.VALIDATION.wireName());
                if (values != null) {
                    // The last checkpoint may have the weights of an epoch before.
                    validation.putIfAbsent(e.epoch(), values);
                }
            }
            case Event.Heartbeat e -> {}
            case Event.CommandApplied e -> {}
            case Event.CallbacksApplied e -> e.notes().forEach(listener::note);
            case Event.Checkpointed e -> {}
            case Event.Retried e -> {}
            case Event.Rejected e -> {}
            case Event.Completed e -> e.notes().forEach(listener::note);
            case Event.Stopped e -> {}
            case Event.Failed e -> {}
        }
    }

    private void heard(Metric metric) {
        if (metric.split() == Split.TRAINING && metric.epoch() == nextEpoch && metric.step() > lastStep) {
            lastStep = metric.step();
            int steps = stepsPerEpoch();
            listener.step(
                    metric.epoch(),
                    (int) (metric.step() - (long) (metric.epoch() - initialEpoch) * steps),
                    steps,
                    metric.values());
        }
    }

    /// Shows the epochs that are complete, in order; with a validation split, once it is scored.
    private void showEpochs() {
        for (Event.EpochEnded e = epochs.get(nextEpoch); e != null; e = epochs.get(nextEpoch)) {
            boolean validated = (nextEpoch + 1) % validationFreq == 0
                    && state.accepted().filter(a -> a.validationSamples() > 0).isPresent();
            if (validated && !validation.containsKey(nextEpoch) && !over()) {
                return;
            }
            Map<String, Double> values = new TreeMap<>(e.values());
            validation.getOrDefault(nextEpoch, Map.of()).forEach((name, value) -> values.put("val_" + name, value));
            listener.epochEnded(e, stepsPerEpoch(), values);
            nextEpoch++;
        }
    }

    private int stepsPerEpoch() {
        return state.accepted().map(Event.Accepted::stepsPerEpoch).orElse(1);
    }

    @Override
    public void close() {
        events.close();
        metrics.close();
    }
}
