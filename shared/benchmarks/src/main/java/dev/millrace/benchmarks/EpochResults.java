package dev.millrace.benchmarks;

import dev.millrace.standalone.experiment.Plot;
import dev.millrace.standalone.experiment.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What the contestants have needed.
final class EpochResults {
    private final int samples;
    private final Map<String, String> skipped;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /// @param samples that an epoch has
    EpochResults(int samples, Map<String, String> skipped) {
        this.samples = samples;
        this.skipped = skipped;
    }

    /// One process.
    ///
    /// @param trained samples in an epoch of its
    /// @param secondsPerEpoch of all samples, scaled up where it has trained fewer
    record Turn(
            String contestant,
            boolean keras,
            Setting setting,
            int round,
            int trained,
            double secondsPerEpoch,
            Fitted fitted) {}

    /// A process that broke.
    record Failure(String contestant, Setting setting, String reason) {}

    int samples() {
        return samples;
    }

    void add(Contestant contestant, Setting setting, int round, int trained, Fitted fitted) {
        turns.add(new Turn(
                contestant.name(),
                contestant.isKeras(),
                setting,
                round,
                trained,
                fitted.secondsPerEpoch() * samples / trained,
                fitted));
    }

    void fail(Contestant contestant, Setting setting, String reason) {
        failures.add(new Failure(contestant.name(), setting, reason));
    }

    Object measurements() {
        return Map.of("samples", samples, "turns", turns, "failures", failures, "skipped", skipped);
    }

    /// The contestants' medians in `setting`, in the order in which they came.
    Map<String, Double> medians(Setting setting) {
        Map<String, Double> medians = new LinkedHashMap<>();
        turns.stream()
                .map(Turn::contestant)
                .distinct()
                .filter(name -> of(name, setting).findAny().isPresent())
                .forEach(name -> medians.put(
                        name,
                        Statistics.median(
                                of(name, setting).map(Turn::secondsPerEpoch).toList())));
        return medians;
    }

    /// The fastest of Keras's medians in `setting`.
    OptionalDouble fastestKeras(Setting setting) {
        return medians(setting).entrySet().stream()
                .filter(e -> of(e.getKey(), setting).anyMatch(Turn::keras))
                .mapToDouble(Map.Entry::getValue)
                .min();
    }

    private Stream<Turn> of(String contestant, Setting setting) {
        return turns.stream()
                .filter(t -> t.contestant().equals(contestant) && t.setting().equals(setting));
    }

    Table table(List<Setting> settings) {
        var table = new Table(
                "contestant",
                "batch:optimizer",
                "s/epoch",
                "from",
                "to",
                "times as fast as Keras",
                "test loss",
                "test accuracy",
                "of an epoch");
        for (Setting setting : settings) {
            OptionalDouble keras = fastestKeras(setting);
            medians(setting).forEach((name, median) -> {
                List<Turn> own = of(name, setting).toList();
                var seconds = own.stream().mapToDouble(Turn::secondsPerEpoch).summaryStatistics();
                table.add(
                        name,
                        setting.toString(),
                        Table.number(3, median),
                        Table.number(3, seconds.getMin()),
                        Table.number(3, seconds.getMax()),
                        keras.isEmpty() ? "-" : Table.number(2, keras.getAsDouble() / median),
                        Table.number(4, test(own, "loss")),
                        Table.number(4, test(own, "accuracy")),
                        Table.number(0, 100.0 * own.getFirst().trained() / samples) + " %");
            });
            failures.stream()
                    .filter(f -> f.setting().equals(setting))
                    .forEach(
                            f -> table.add(f.contestant(), setting.toString(), "failed", "-", "-", "-", "-", "-", "-"));
        }
        return table;
    }

    private static double test(List<Turn> turns, String name) {
        return Statistics.median(turns.stream()
                .map(t -> t.fitted().test().getOrDefault(name, Double.NaN))
                .toList());
    }

    /// A panel for each optimizer.
    Plot plot() {
        return new Plot(
                "Seconds per epoch of " + samples + " examples, median",
                turns.stream()
                        .map(t -> t.setting().optimizer())
                        .distinct()
                        .map(this::panel)
                        .toList());
    }

    private Plot.Panel panel(String optimizer) {
        Map<String, List<Plot.Point>> lines = new LinkedHashMap<>();
        turns.stream()
                .map(Turn::setting)
                .filter(s -> s.optimizer().equals(optimizer))
                .distinct()
                .forEach(s -> medians(s)
                        .forEach((name, median) -> lines.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(new Plot.Point(s.batchSize(), median))));
        return new Plot.Panel(
                new Plot.Axis("batch size, " + optimizer, true),
                new Plot.Axis("seconds per epoch", true),
                lines.entrySet().stream()
                        .map(e -> new Plot.Series(e.getKey(), e.getValue()))
                        .toList());
    }
}
