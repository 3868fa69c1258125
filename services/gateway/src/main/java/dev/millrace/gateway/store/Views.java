package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Series;
import dev.millrace.runs.Liveness;
import dev.millrace.runs.RunPhase;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes of what is known of a run what people are shown. The caller sees to it that nothing changes meanwhile.
final class Views {
    private final Services services;
    private final Instant now;

    /// @param now by the clock that messages are heard by
    Views(Services services, Instant now) {
        this.services = services;
        this.now = now;
    }

    Liveness liveness(RunData run) {
        Instant processHeard = run.pulse
                .lastSign()
                .flatMap(sign -> services.heard(sign.origin()))
                .orElse(Instant.EPOCH);
        return run.pulse.at(now, processHeard);
    }

    RunRow row(RunData run, Request request) {
        Liveness liveness = liveness(run);
        boolean running = liveness.state() == Liveness.State.RUNNING || liveness.state() == Liveness.State.STARVED;
        Optional<Event.Heartbeat> beat = run.state.heartbeat().filter(e -> running);
        Optional<Event> end = run.state.end();
        RunPhase phase = phase(run);
        return new RunRow(
                run.id,
                request.name(),
                request.dataset(),
                phase,
                liveness.state(),
                liveness.since(),
                run.state.epoch(),
                request.epochs(),
                run.state.step(),
                steps(run, request),
                beat.map(Event.Heartbeat::stepsPerSecond).orElse(null),
                beat.map(Event.Heartbeat::waitingShare).orElse(null),
                Scores.best(run.series, request.scores()).orElse(null),
                last(run),
                request.requestedAt(),
                end.map(Event::time).orElse(null),
                detail(run, phase),
                run.annotation == null ? List.of() : run.annotation.tags(),
                run.annotation != null && run.annotation.archived(),
                alerts(run, liveness).size());
    }

    /// Silence is told by the liveness.
    private static RunPhase phase(RunData run) {
        return run.state.phase(Instant.MIN);
    }

    private static @Nullable Long steps(RunData run, Request request) {
        return run.state
                .accepted()
                .map(accepted ->
                        (long) accepted.stepsPerEpoch() * Math.max(0, request.epochs() - request.initialEpoch()))
                .orElse(null);
    }

    private static Map<String, Map<String, Double>> last(RunData run) {
        Map<String, Map<String, Double>> last = new TreeMap<>();
        run.series.forEach((split, series) -> {
            if (series.size() > 0) {
                last.put(split.wireName(), series.values(series.size() - 1));
            }
        });
        return last;
    }

    private static String detail(RunData run, RunPhase phase) {
        return switch (phase) {
            case QUEUED -> "no data-loader has answered yet";
            case ACCEPTED -> "no trainer has begun yet";
            case RUNNING, SILENT ->
                run.state.signOfLife().map(e -> "by " + e.origin().instance()).orElse("");
            case COMPLETED, STOPPED, FAILED, REJECTED, MALFORMED ->
                run.state.end().map(Views::outcome).orElse("");
        };
    }

    private static String outcome(Event end) {
        return switch (end) {
            case Event.Completed e -> String.join(" ", e.notes());
            case Event.Stopped e -> "by a command, after step " + e.step();
            case Event.Failed e -> e.reason();
            case Event.Rejected e -> e.reason();
            default -> "";
        };
    }

    List<RunDetail.Alert> alerts(RunData run) {
        return alerts(run, liveness(run));
    }

    private static List<RunDetail.Alert> alerts(RunData run, Liveness liveness) {
        List<RunDetail.Alert> alerts = new ArrayList<>();
        for (AlertWatch watch : run.watches) {
            Series series = run.series.get(watch.rule().split());
            if (series != null) {
                watch.alert(series).ifPresent(alerts::add);
            }
        }
        switch (liveness.state()) {
            case STALLED, DEAD, STARVED ->
                alerts.add(new RunDetail.Alert(liveness.state().wireName(), run.state.step(), liveness.since(), null));
            case OVER -> {
                if (run.state.end().orElse(null) instanceof Event.Failed failed) {
                    alerts.add(
                            new RunDetail.Alert("failed: " + failed.reason(), run.state.step(), failed.time(), null));
                }
            }
            case WAITING, RUNNING -> {}
        }
        return alerts;
    }

    RunDetail detail(RunData run, Request request) {
        RunRequested whole = request.whole();
        Optional<Event.Accepted> accepted = run.state.accepted();
        var annotation = run.annotation == null
                ? new RunDetail.Notes(List.of(), "", false, List.of())
                : new RunDetail.Notes(
                        run.annotation.tags(),
                        run.annotation.note(),
                        run.annotation.archived(),
                        run.annotation.alerts());
        var rate = run.learningRates.at(run.state.step(), LearningRates.initial(whole));
        return new RunDetail(
                row(run, request),
                new RunDetail.Request(whole.dataset(), whole.model(), whole.compile(), whole.fit()),
                accepted.map(Event.Accepted::data).orElse(null),
                accepted.map(Event.Accepted::notes).orElse(List.of()),
                accepted.map(Event.Accepted::trainingSamples).orElse(null),
                accepted.map(Event.Accepted::validationSamples).orElse(null),
                accepted.map(Event.Accepted::testSamples).orElse(null),
                accepted.map(Event.Accepted::stepsPerEpoch).orElse(null),
                run.checkpoints.newest().map(CheckpointManifest::provenance).orElse(null),
                annotation,
                alerts(run),
                curves(run),
                rate.isPresent() ? rate.getAsDouble() : null,
                pipeline(run));
    }

    private static List<RunDetail.Curve> curves(RunData run) {
        List<RunDetail.Curve> curves = new ArrayList<>();
        run.series.forEach((split, series) -> series.names().forEach(name -> {
            int last = series.last(name);
            if (last >= 0) {
                curves.add(new RunDetail.Curve(
                        split,
                        name,
                        series.present(name),
                        series.value(name, last),
                        series.value(name, series.extreme(name, true)),
                        series.value(name, series.extreme(name, false))));
            }
        }));
        return curves;
    }

    Pipeline pipeline(RunData run) {
        return new Pipeline(services.of(run.id, run.pulse.lastSign(), now), new Stuck(run, liveness(run), now).flows());
    }
}
