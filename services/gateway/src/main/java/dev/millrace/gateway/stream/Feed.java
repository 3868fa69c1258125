package dev.millrace.gateway.stream;

import dev.millrace.gateway.series.Series;
import dev.millrace.gateway.store.Pipeline;
import dev.millrace.gateway.store.Positions;
import dev.millrace.gateway.store.RunDetail;
import dev.millrace.gateway.store.SequencedEvent;
import dev.millrace.gateway.store.Store;
import dev.millrace.messaging.Partitions;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import dev.millrace.wire.reports.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one client has been told, and what comes next. For one thread.
final class Feed {
    /// Of more points than this at once the client is told to ask for the curve.
    private static final int MOST_POINTS = 5000;

    private static final int MOST_EVENTS = 500;

    private final Store store;
    private final Supplier<Instant> clock;
    private final ChangedRows changed;
    private final @Nullable String runId;
    private final Map<Split, Place> places = new EnumMap<>(Split.class);
    private final Map<Split, Long> reports = new EnumMap<>(Split.class);
    private @Nullable Positions resumed;
    private boolean reset;
    private long version = -1;
    private long events = -1;
    private @Nullable Pipeline pipeline;
    private List<RunDetail.Alert> alerts = List.of();

    /// How far the points of a split were told.
    private record Place(int index, int generation) {}

    /// A point as clients are told of it.
    record Point(Split split, int epoch, long step, Instant time, SortedMap<String, Double> values) {}

    /// That there is a new report.
    record Reported(Split split, String checkpoint, long step) {}

    /// Ask again for everything.
    record Reset() {}

    Feed(
            Store store,
            Supplier<Instant> clock,
            ChangedRows changed,
            @Nullable String runId,
            @Nullable String lastEventId) {
        this.store = store;
        this.changed = changed;
        this.clock = clock;
        this.runId = runId;
        Optional<Positions> told = Optional.ofNullable(lastEventId)
                .flatMap(Positions::parse)
                .filter(then -> store.positions().reach(then));
        this.resumed = told.orElse(null);
        this.reset = told.isEmpty();
        if (runId != null) {
            begin(runId);
        }
    }

    private void begin(String run) {
        if (resumed != null) {
            events = resumed.events(Partitions.of(Topics.EVENTS, run).partition());
        } else {
            List<SequencedEvent> all = store.events(run, -1, Integer.MAX_VALUE);
            events = all.isEmpty() ? -1 : all.getLast().seq();
        }
        for (Split split : store.splits(run)) {
            places.put(split, place(run, split));
        }
    }

    private Place place(String run, Split split) {
        int partition = Partitions.of(Topics.METRICS, run).partition();
        return store.points(
                run,
                split,
                series -> new Place(
                        resumed == null ? series.size() : series.after(resumed.metrics(partition)),
                        series.generation()));
    }

    /// The run that is told of.
    Optional<String> run() {
        return Optional.ofNullable(runId);
    }

    /// A message that says nothing.
    Message alive() {
        return new Message(store.positions().toString(), Message.ALIVE, "");
    }

    /// What has come since the last call; empty where nothing has. A client that is new is told first to ask for
    /// everything: from then on it misses nothing.
    List<Message> next() {
        // What comes while this is collected is told again the next time: points and events are known by their numbers.
        String id = store.positions().toString();
        List<Message> messages = new ArrayList<>();
        long now = store.version();
        if (reset) {
            reset = false;
            version = now;
            messages.add(Message.of(id, "reset", new Reset()));
        }
        if (now != version || runId != null) {
            String rows = now == version ? "" : changed.after(version, now);
            version = now;
            if (!rows.isEmpty()) {
                messages.add(new Message(id, "runs", rows));
            }
            if (runId != null) {
                ofRun(runId, id, messages);
            }
        }
        return messages;
    }

    private void ofRun(String run, String id, List<Message> messages) {
        points(run, id, messages);
        List<SequencedEvent> some = store.events(run, events, MOST_EVENTS);
        for (SequencedEvent event : some) {
            messages.add(new Message(id, "event", EventJson.of(event)));
            events = event.seq();
        }
        for (Report report : store.reports(run)) {
            Long told = reports.put(report.split(), report.step());
            if (told == null || told != report.step()) {
                messages.add(
                        Message.of(id, "report", new Reported(report.split(), report.checkpoint(), report.step())));
            }
        }
        Pipeline newest = store.pipeline(run, clock.get());
        if (!newest.equals(pipeline)) {
            pipeline = newest;
            messages.add(Message.of(id, "pipeline", newest));
        }
        List<RunDetail.Alert> now = store.alerts(run, clock.get());
        if (!now.equals(alerts)) {
            alerts = now;
            messages.add(Message.of(id, "alerts", now));
        }
    }

    private void points(String run, String id, List<Message> messages) {
        List<Point> points = new ArrayList<>();
        boolean again = false;
        for (Split split : store.splits(run)) {
            Place place = places.getOrDefault(split, new Place(0, 0));
            again |= store.points(run, split, series -> {
                boolean other = series.generation() != place.generation || series.size() - place.index > MOST_POINTS;
                for (int i = other ? series.size() : place.index; i < series.size(); i++) {
                    points.add(point(split, series, i));
                }
                places.put(split, new Place(series.size(), series.generation()));
                return other;
            });
        }
        if (again) {
            messages.add(Message.of(id, "reset", new Reset()));
        } else if (!points.isEmpty()) {
            messages.add(Message.of(id, "points", points));
        }
    }

    private static Point point(Split split, Series series, int index) {
        return new Point(
                split,
                series.epoch(index),
                series.step(index),
                Instant.ofEpochMilli(series.time(index)),
                series.values(index));
    }
}
