package dev.millrace.benchmarks;

import dev.millrace.datasets.Dataset;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Sequential;
import dev.millrace.standalone.experiment.Statistics;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A process that trains one or more runs at once, each with services of its own, through one broker.
final class ScaleRun {
    private ScaleRun() {}

    /// Trains, and prints one line of JSON.
    ///
    /// @param args as for `FitArguments`, then the units of each hidden layer and the number of runs
    public static void main(String[] args) {
        var told = FitArguments.of(args);
        Sequential model = Textbook.network(Integer.parseInt(args[6]));
        int count = Integer.parseInt(args[7]);
        Dataset dataset = told.dataset();
        List<RunRequested> runs = IntStream.range(0, count)
                .mapToObj(i -> request("scale-" + i, told, model))
                .toList();
        List<Event> events = LocalRuns.train(runs, description -> dataset);
        double perSecond = runs.stream()
                .mapToDouble(run -> dataset.train().size() / secondsPerEpoch(run.runId(), events))
                .sum();
        double waiting = runs.stream()
                .mapToDouble(run -> waitingShare(run.runId(), events))
                .average()
                .orElse(0);
        var scaled = new Scaled(
                model.countParams(),
                told.setting().batchSize(),
                count,
                perSecond,
                waiting,
                Machine.peakResidentBytes().orElse(0L));
        System.out.println(new String(Json.encode(scaled), StandardCharsets.UTF_8));
        System.exit(0);
    }

    private static RunRequested request(String id, FitArguments told, Sequential model) {
        return new RunRequested(
                id,
                id,
                told.description(),
                KerasJson.write(model, Optional.empty()),
                KerasJson.compile(Setting.compile(told.setting().optimizer())),
                new RunRequested.FitRef(told.setting().batchSize(), told.epochs(), 0, true, 1, Map.of()),
                Instant.now());
    }

    private static double secondsPerEpoch(String runId, List<Event> events) {
        return Statistics.median(events.stream()
                .filter(e -> e.runId().equals(runId))
                .mapMulti((Event e, Consumer<Double> out) -> {
                    if (e instanceof Event.EpochEnded ended && ended.epoch() > 0) {
                        out.accept(ended.seconds());
                    }
                })
                .toList());
    }

    private static double waitingShare(String runId, List<Event> events) {
        return events.stream()
                .filter(e -> e.runId().equals(runId))
                .mapMultiToDouble((e, out) -> {
                    if (e instanceof Event.Heartbeat beat && beat.epoch() > 0) {
                        out.accept(beat.waitingShare());
                    }
                })
                .average()
                .orElse(Double.NaN);
    }
}
