package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Decimation;
import dev.millrace.gateway.series.Series;
import dev.millrace.gateway.series.SeriesQuery;
import dev.millrace.gateway.series.SeriesView;
import dev.millrace.runs.Liveness;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.Annotation;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// All that a gateway knows. One thread feeds it; any number ask. What it answers depends on what was read of each
/// partition and on nothing else, so that two gateways that have read the same say the same, ages excepted.
public final class Store {
    /// A service says every two seconds how it is.
    public static final Duration SERVICE_ALIVE = Duration.ofSeconds(7);

    private static final int MOST_ILLUSTRATED = 64;

    private static final Comparator<RunRow> NEWEST_FIRST = Comparator.comparing(RunRow::requestedAt)
            .thenComparing(RunRow::runId)
            .reversed();

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, RunData> runs = new HashMap<>();
    private final Services services = new Services();
    private final Set<String> malformed = new HashSet<>();

    /// Runs whose reports are kept with their examples, those that were reported on last at the end.
    private final Set<String> illustrated = new LinkedHashSet<>();

    private final Positions positions = new Positions();
    private long version;

    // ---- what is read

    /// Somebody asked for a run; of several requests of one id the first counts.
    ///
    /// @param accepted whether a data-loader has completed the request
    public void requested(RunRequested run, boolean accepted) {
        change(run.runId(), data -> data.requested(run, accepted));
    }

    /// Something happened to a run.
    ///
    /// @param heardAt when, by the clock that this store is asked by
    public void heard(Event event, int partition, long offset, Instant heardAt) {
        change(event.runId(), data -> {
            data.hear(event, offset, heardAt);
            positions.events(partition, offset);
            return true;
        });
    }

    /// A fact about a step.
    public void measured(Metric metric, int partition, long offset) {
        change(metric.runId(), data -> {
            positions.metrics(partition, offset);
            return data.measured(metric, offset);
        });
    }

    /// A checkpoint can be read.
    public void manifest(CheckpointManifest manifest) {
        change(manifest.runId(), data -> {
            data.manifest(manifest);
            return true;
        });
    }

    /// A checkpoint cannot be read any more.
    public void superseded(String runId, String checkpoint) {
        change(runId, data -> {
            data.checkpoints.superseded(checkpoint);
            return true;
        });
    }

    /// A checkpoint was looked at closely. Of the runs that were reported on longest ago, examples are not kept.
    public void reported(Report report) {
        change(report.runId(), data -> {
            illustrated.remove(report.runId());
            illustrated.add(report.runId());
            if (illustrated.size() > MOST_ILLUSTRATED) {
                Iterator<String> longestAgo = illustrated.iterator();
                Optional.ofNullable(runs.get(longestAgo.next()))
                        .ifPresent(run -> run.reports.replaceAll((split, each) -> each.withoutWorst()));
                longestAgo.remove();
            }
            return data.reported(report);
        });
    }

    /// People say something of a run.
    public void annotated(Annotation annotation) {
        change(annotation.runId(), data -> {
            data.annotated(annotation);
            return true;
        });
    }

    /// A service says how it is.
    public void service(ServiceStatus status, Instant heardAt) {
        write(() -> services.hear(status, heardAt));
    }

    /// A request was laid aside, since nobody could read it.
    ///
    /// @param where partition and offset: each kind of service lays it aside for itself
    public void malformedRequest(String where) {
        write(() -> malformed.add(where));
    }

    /// So many steps of the run's mini-batches are on its topic.
    public void published(String runId, long steps) {
        write(() -> {
            RunData run = runs.get(runId);
            if (run != null) {
                run.publishedSteps = steps;
            }
        });
    }

    private void change(String runId, java.util.function.Predicate<RunData> change) {
        write(() -> {
            RunData run = runs.computeIfAbsent(runId, RunData::new);
            if (change.test(run)) {
                run.changed = ++version;
            }
        });
    }

    private void write(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    // ---- what is asked

    /// Ids of the runs that may still go on.
    public List<String> going() {
        return read(() -> runs.values().stream()
                .filter(run -> run.request != null
                        && run.state.end().isEmpty()
                        && run.state.signOfLife().isPresent())
                .map(run -> run.id)
                .toList());
    }

    /// All runs, the newest first.
    public List<RunRow> rows(Instant now) {
        return read(() -> {
            var views = new Views(services, now);
            List<RunRow> rows = new ArrayList<>();
            for (RunData run : runs.values()) {
                if (run.request != null) {
                    rows.add(views.row(run, run.request));
                }
            }
            rows.sort(NEWEST_FIRST);
            return rows;
        });
    }

    /// How many requests nobody could read.
    public int malformed() {
        return read(malformed::size);
    }

    /// All services, dead ones for a while.
    public List<Pipeline.Service> services(Instant now) {
        return read(() -> services.all(now));
    }

    /// The whole id of the run whose id this is, or of the only one whose id begins so.
    ///
    /// @throws UnknownRunException if there is none, or more than one
    public String meant(String idOrBeginning) {
        return read(() -> {
            RunData whole = runs.get(idOrBeginning);
            if (whole != null && whole.request != null) {
                return whole.id;
            }
            List<String> candidates = runs.values().stream()
                    .filter(run -> run.request != null && run.id.startsWith(idOrBeginning))
                    .map(run -> run.id)
                    .sorted()
                    .toList();
            if (candidates.size() != 1 || idOrBeginning.isEmpty()) {
                throw UnknownRunException.of(idOrBeginning, candidates);
            }
            return candidates.getFirst();
        });
    }

    /// All that is known of the run, but for what has queries of its own.
    public RunDetail detail(String runId, Instant now) {
        return about(runId, (run, request) -> new Views(services, now).detail(run, request));
    }

    /// The request for the run.
    public RunRequested request(String runId) {
        return about(runId, (run, request) -> request).whole();
    }

    /// That a data-loader has accepted the run.
    public Optional<Event.Accepted> accepted(String runId) {
        return about(runId, (run, request) -> run.state.accepted());
    }

    /// A curve, or a part of one. `learning_rate` of the training split is one, too.
    public SeriesView series(String runId, Split split, SeriesQuery query) {
        return about(runId, (run, request) -> {
            Series series = run.series.getOrDefault(split, Series.EMPTY);
            if (query.metric().equals(LearningRates.METRIC) && split == Split.TRAINING) {
                var rates = run.learningRates.of(series, LearningRates.initial(request.whole()));
                series = series.derived(LearningRates.METRIC, rates);
            }
            return Decimation.of(series, split, run.scale(), query);
        });
    }

    /// Which splits the run has points of.
    public List<Split> splits(String runId) {
        return about(runId, (run, request) -> List.copyOf(run.series.keySet()));
    }

    /// Calls `reading` with the points of one split, while nothing changes. It is to be done soon.
    public <T> T points(String runId, Split split, java.util.function.Function<Series, T> reading) {
        return about(runId, (run, request) -> reading.apply(run.series.getOrDefault(split, Series.EMPTY)));
    }

    /// Events of the run, without heartbeats, behind the offset `after`, the oldest first.
    public List<SequencedEvent> events(String runId, long after, int limit) {
        return about(runId, (run, request) -> run.events.after(after, limit));
    }

    /// The run's checkpoints, the oldest first.
    public List<Checkpoint> checkpoints(String runId) {
        return about(runId, (run, request) -> run.checkpoints.all());
    }

    /// The newest report of each split.
    public List<Report> reports(String runId) {
        return about(runId, (run, request) -> List.copyOf(run.reports.values()));
    }

    /// The alerts of the run.
    public List<RunDetail.Alert> alerts(String runId, Instant now) {
        return about(runId, (run, request) -> new Views(services, now).alerts(run));
    }

    /// Who is at work on the run.
    public Pipeline pipeline(String runId, Instant now) {
        return about(runId, (run, request) -> new Views(services, now).pipeline(run));
    }

    /// What was read last of each partition, of what the run is about or of all.
    public Positions positions() {
        return read(positions::copy);
    }

    // ---- what is different

    /// Goes up whenever anything about any run is different.
    public long version() {
        return read(() -> version);
    }

    /// The rows of the runs that have changed since `since`.
    public List<RunRow> rowsSince(long since, Instant now) {
        return read(() -> {
            var views = new Views(services, now);
            List<RunRow> rows = new ArrayList<>();
            for (RunData run : runs.values()) {
                if (run.request != null && run.changed > since) {
                    rows.add(views.row(run, run.request));
                }
            }
            rows.sort(NEWEST_FIRST);
            return rows;
        });
    }

    /// Looks which runs are not as alive as they were, for time alone has passed: these have changed.
    public void passTime(Instant now) {
        write(() -> {
            var views = new Views(services, now);
            for (RunData run : runs.values()) {
                if (run.request != null && run.state.end().isEmpty()) {
                    Liveness.State state = views.liveness(run).state();
                    if (state != run.shown) {
                        run.shown = state;
                        run.changed = ++version;
                    }
                }
            }
        });
    }

    private <T> T about(String runId, BiFunction<RunData, Request, T> question) {
        return read(() -> {
            RunData run = runs.get(runId);
            if (run == null || run.request == null) {
                throw UnknownRunException.of(runId, List.of());
            }
            return question.apply(run, run.request);
        });
    }

    private <T> T read(Supplier<T> question) {
        lock.readLock().lock();
        try {
            return question.get();
        } finally {
            lock.readLock().unlock();
        }
    }
}
