package dev.millrace.standalone.client;

import dev.millrace.messaging.BrokerUnavailableException;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Tail;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
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
    private final Tail<Event> events;
    private final Tail<Metric> metrics;
    private final Listener listener;
    private final Map<Integer, Map<String, Double>> validation = new TreeMap<>();
    private final Map<Integer, Event.EpochEnded> epochs = new TreeMap<>();
    private Optional<Event.Accepted> accepted = Optional.empty();
    private Optional<Event> end = Optional.empty();
    private long endNanos;
    private boolean endedLongAgo;
    private Optional<Event.Evaluated> scored = Optional.empty();
    private Instant lastNews = Instant.now();
    private boolean hinted;
    private int nextEpoch;
    private long lastStep;

    /// What a watcher wants to hear.
    public interface Listener {
        /// The data-loader has taken the run up.
        default void accepted(Event.Accepted event) {}

        /// A trainer begins, or goes on.
        default void started(Event.Started event) {}

        /// The running means of an epoch, `step` steps into it.
        default void step(int epoch, int step, int steps, Map<String, Double> values) {}

        /// An epoch is over; `values` hold the validation split's too, where there is one.
        default void epochEnded(Event.EpochEnded event, int steps, Map<String, Double> values) {}

        /// Nothing has answered for a while.
        default void silent(String hint) {}
    }

    /// How a run ended.
    ///
    /// @param end absent where following was broken off
    /// @param epochs that were trained, in their order
    /// @param scored the last checkpoint's scores, if an evaluator gave any in time
    public record Result(Optional<Event> end, List<Event.EpochEnded> epochs, Optional<Event.Evaluated> scored) {
        public Result {
            epochs = List.copyOf(epochs);
        }

        /// Whether every epoch was trained.
        public boolean completed() {
            return end.isPresent() && end.get() instanceof Event.Completed;
        }

        /// The last checkpoint's name, where there is one.
        public Optional<String> checkpoint() {
            return end.flatMap(e -> switch (e) {
                case Event.Completed c -> Optional.of(c.checkpoint());
                case Event.Stopped s -> Optional.of(s.checkpoint());
                default -> Optional.empty();
            });
        }

        /// Loss and metrics on the test split; empty where nobody gave any.
        public Map<String, Double> test() {
            return scored.map(e -> e.values().getOrDefault(Split.TEST.wireName(), Map.<String, Double>of()))
                    .orElse(Map.of());
        }

        /// Why there is no trained model; empty where there is one.
        public Optional<String> failure() {
            return end.flatMap(e -> switch (e) {
                case Event.Failed f -> Optional.of(f.reason());
                case Event.Rejected r -> Optional.of(r.reason());
                default -> Optional.empty();
            });
        }
    }

    /// Follows a run that was asked for at `from`, and tells `listener`.
    public RunWatch(Connection connection, String runId, Instant from, Listener listener) {
        this.connection = connection;
        this.events = Tail.ofRun(connection, Topics.EVENTS, runId, Event.class, from);
        this.metrics = Tail.ofRun(connection, Topics.METRICS, runId, Metric.class, from);
        this.listener = listener;
    }

    /// Follows until the run is over and scored, or `enough` says so. What is there already is read in any case.
    public Result follow(BooleanSupplier enough) {
        events.pollToEnd().forEach(this::heard);
        endedLongAgo = end.isPresent() && end.get().time().plus(SCORES_WITHIN).isBefore(Instant.now());
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
        return new Result(end, List.copyOf(epochs.values()), scored);
    }

    /// Why nothing is heard, as far as it can be told from here.
    private String silence() {
        try {
            connection.check(BROKER_WITHIN);
        } catch (BrokerUnavailableException e) {
            return "no broker answers at " + connection.bootstrapServers() + " any more; still trying.";
        }
        String who = end.isPresent() ? "evaluator" : accepted.isPresent() ? "trainer" : "data-loader";
        return "no " + who + " has been heard of for " + HINT_AFTER.toSeconds()
                + " s; still waiting. Are the services running? 'millrace services' starts them.";
    }

    /// Follows until a data-loader has accepted or rejected the run, or `timeout` is over.
    public Optional<Event> awaitAnswer(Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        while (accepted.isEmpty() && end.isEmpty() && Instant.now().isBefore(deadline)) {
            events.poll(POLL).forEach(this::heard);
        }
        return end.or(() -> accepted.map(e -> e));
    }

    private boolean over() {
        return end.isPresent()
                && switch (end.get()) {
                    case Event.Completed e -> scoredSince(e.step());
                    case Event.Stopped e -> scoredSince(e.step());
                    default -> true;
                };
    }

    /// Whether there are scores, or nobody waits for them any longer: by the time since the end was heard here, as the
    /// trainer's clock may be another.
    private boolean scoredSince(long step) {
        return scored.filter(s -> s.step() >= step).isPresent()
                || endedLongAgo
                || System.nanoTime() - endNanos > SCORES_WITHIN.toNanos();
    }

    private void ended(Event event) {
        end = Optional.of(event);
        endNanos = System.nanoTime();
    }

    private void heard(Event event) {
        lastNews = Instant.now();
        hinted = false;
        switch (event) {
            case Event.Accepted e -> {
                if (accepted.isEmpty()) {
                    accepted = Optional.of(e);
                    listener.accepted(e);
                }
            }
            case Event.Started e -> listener.started(e);
            case Event.EpochEnded e -> epochs.putIfAbsent(e.epoch(), e);
            case Event.Evaluated e -> {
                scored = Optional.of(e);
                Map<String, Double> values = e.values().get(Split.VALIDATION.wireName());
                if (values != null) {
                    validation.put(e.epoch(), values);
                }
            }
            case Event.Rejected e -> ended(e);
            case Event.Completed e -> ended(e);
            case Event.Stopped e -> ended(e);
            case Event.Failed e -> ended(e);
            case Event.Heartbeat e -> {}
            case Event.CommandApplied e -> {}
            case Event.Checkpointed e -> {}
            case Event.Retried e -> {}
        }
    }

    private void heard(Metric metric) {
        if (metric.split() == Split.TRAINING && metric.epoch() == nextEpoch && metric.step() > lastStep) {
            lastStep = metric.step();
            int steps = stepsPerEpoch();
            listener.step(
                    metric.epoch(), (int) (metric.step() - (long) metric.epoch() * steps), steps, metric.values());
        }
    }

    /// Shows the epochs that are complete, in order; with a validation split, once it is scored.
    private void showEpochs() {
        for (Event.EpochEnded e = epochs.get(nextEpoch); e != null; e = epochs.get(nextEpoch)) {
            boolean validated = accepted.filter(a -> a.validationSamples() > 0).isPresent();
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
        return accepted.map(Event.Accepted::stepsPerEpoch).orElse(1);
    }

    @Override
    public void close() {
        events.close();
        metrics.close();
    }
}
