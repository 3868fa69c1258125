package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Scale;
import dev.millrace.gateway.series.Series;
import dev.millrace.runs.Liveness;
import dev.millrace.runs.RunPulse;
import dev.millrace.runs.RunState;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.Annotation;
import dev.millrace.wire.reports.Report;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one run. Topics are read in no order among each other, so that its events may be heard before its
/// request. For one thread at a time.
final class RunData {
    final String id;
    final RunState state = new RunState();
    final RunPulse pulse = new RunPulse();
    final EventLog events = new EventLog();
    final CheckpointList checkpoints = new CheckpointList();
    final LearningRates learningRates = new LearningRates();
    final Map<Split, Series> series = new EnumMap<>(Split.class);
    final Map<Split, Report> reports = new EnumMap<>(Split.class);

    @Nullable
    Request request;

    @Nullable
    Annotation annotation;

    List<AlertWatch> watches = List.of();
    int epochEnded = -1;
    int callbacksApplied = -1;
    long publishedSteps = -1;

    /// What the liveness was when somebody last looked.
    Liveness.State shown = Liveness.State.WAITING;

    /// The store's version when something was last different.
    long changed;

    private boolean completed;

    RunData(String id) {
        this.id = id;
    }

    /// Takes the request; of several of one id the first counts, and once more when a data-loader has completed it.
    boolean requested(RunRequested run, boolean accepted) {
        if (request != null && (completed || !accepted)) {
            return false;
        }
        // When somebody asked is said by the first request alone.
        Instant at = request == null || !accepted ? run.requestedAt() : request.requestedAt();
        Request next = Request.of(run);
        request = next.askedForAt(at);
        completed = accepted;
        pulse.requested(at);
        return true;
    }

    void hear(Event event, long offset, Instant heardAt) {
        state.hear(event);
        pulse.hear(event, heardAt);
        checkpoints.hear(event);
        learningRates.hear(event);
        switch (event) {
            case Event.Heartbeat e -> {}
            case Event.EpochEnded e -> {
                epochEnded = Math.max(epochEnded, e.epoch());
                events.add(offset, event);
            }
            case Event.CallbacksApplied e -> {
                callbacksApplied = Math.max(callbacksApplied, e.epoch());
                events.add(offset, event);
            }
            default -> events.add(offset, event);
        }
    }

    boolean measured(Metric metric, long offset) {
        Series of = series.computeIfAbsent(metric.split(), split -> new Series());
        boolean changed = of.put(metric, offset);
        if (changed) {
            watches.stream()
                    .filter(watch -> watch.rule().split() == metric.split())
                    .forEach(watch -> watch.update(of));
        }
        return changed;
    }

    void manifest(CheckpointManifest manifest) {
        checkpoints.manifest(manifest);
    }

    /// Whether the report is no older than the one before: then it takes its place.
    boolean reported(Report report) {
        Report before = reports.get(report.split());
        if (before != null && before.step() > report.step()) {
            return false;
        }
        reports.put(report.split(), report);
        return true;
    }

    void annotated(Annotation said) {
        annotation = said;
        watches = said.alerts().stream().map(AlertWatch::new).toList();
        for (AlertWatch watch : watches) {
            Series of = series.get(watch.rule().split());
            if (of != null) {
                watch.update(of);
            }
        }
    }

    /// Whether callbacks are told at the end of each epoch.
    boolean hasCallbacks() {
        return request != null && request.callbacks();
    }

    /// Steps that are published and not trained; absent where nobody has counted them.
    @Nullable
    Long batchesAhead() {
        return publishedSteps < 0 ? null : Math.max(0, publishedSteps - state.step());
    }

    /// How steps and times lie on axes.
    Scale scale() {
        int stepsPerEpoch = state.accepted().map(Event.Accepted::stepsPerEpoch).orElse(0);
        Optional<Instant> accepted = state.accepted().map(Event.Accepted::time);
        Instant start = accepted.orElse(request == null ? Instant.EPOCH : request.requestedAt());
        return new Scale(request == null ? 0 : request.initialEpoch(), stepsPerEpoch, start.toEpochMilli());
    }
}
