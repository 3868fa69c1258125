package dev.millrace.benchmarks;

import dev.millrace.standalone.experiment.Plot;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `scale`: throughput, memory and waiting as the model, the message and the number of runs grow.
@Command(
        name = "scale",
        description = {
            "Examples per second, peak resident memory, and the share of its time that a trainer waits for mini-batches,"
                    + " as the model, the mini-batches and the number of runs at once grow.",
            "Every measurement is a process of its own with broker and services; its first epoch is to warm up."
        },
        mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
    private static final double MILLION = 1e6;

    @Option(names = "--dataset", defaultValue = "digits", paramLabel = "NAME", description = "mnist or digits.")
    private String dataset = "";

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with the dataset's files.")
    private @Nullable Path data;

    @Option(
            names = "--parameters",
            split = ",",
            defaultValue = "1,3,10,30,100",
            paramLabel = "MILLIONS",
            description = "Sizes of the model. Default: ${DEFAULT-VALUE}.")
    private List<Double> parameters = new ArrayList<>();

    @Option(
            names = "--batch-sizes",
            split = ",",
            defaultValue = "1,10,100,1000",
            paramLabel = "N",
            description = "Sizes of the mini-batches. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batchSizes = new ArrayList<>();

    @Option(
            names = "--runs",
            split = ",",
            defaultValue = "1,2,4",
            paramLabel = "N",
            description = "Runs at once. Default: ${DEFAULT-VALUE}.")
    private List<Integer> runs = new ArrayList<>();

    @Option(
            names = "--steps",
            defaultValue = "100",
            paramLabel = "N",
            description = "Steps in an epoch of a model of growing size. Default: 100.")
    private int steps;

    @Option(
            names = "--samples",
            defaultValue = "0",
            paramLabel = "N",
            description = "Examples in an epoch of the textbook's model; 0: all. Default: 0.")
    private int samples;

    /// Measurements in which one thing grows.
    private record Growth(String name, ToDoubleFunction<Scaled> grows, List<Scaled> measured) {}

    @Override
    public Integer call() {
        List<Growth> growths = new ArrayList<>();
        try (var parts = Parts.of(dataset, Optional.ofNullable(data))) {
            int all = samples == 0 ? parts.size() : Math.min(samples, parts.size());
            Path whole = parts.folder(all);
            Path part = parts.folder(Part.of(parts.size(), 100, steps));
            growths.add(new Growth(
                    "parameters",
                    Scaled::parameters,
                    parameters.stream()
                            .map(m -> measure(part, 100, units(m * MILLION), 1))
                            .toList()));
            growths.add(new Growth(
                    "batch size",
                    Scaled::batchSize,
                    batchSizes.stream()
                            .map(size -> measure(whole, size, Textbook.UNITS, 1))
                            .toList()));
            growths.add(new Growth(
                    "runs",
                    Scaled::runs,
                    runs.stream()
                            .map(n -> measure(whole, 100, Textbook.UNITS, n))
                            .toList()));
        }
        var table = new Table(
                "what grows", "parameters", "batch size", "runs", "examples/s", "waiting", "peak resident MiB");
        growths.forEach(g -> g.measured()
                .forEach(s -> table.add(
                        g.name(),
                        String.valueOf(s.parameters()),
                        String.valueOf(s.batchSize()),
                        String.valueOf(s.runs()),
                        Table.number(0, s.examplesPerSecond()),
                        Table.number(1, 100 * s.waitingShare()) + " %",
                        String.valueOf(s.peakResidentBytes() >> 20))));
        List<Object> measurements = new ArrayList<>();
        growths.forEach(g -> measurements.addAll(g.measured()));
        Findings.publish("scale", measurements, table, plot(growths));
        return 0;
    }

    /// Hidden units with which the textbook's network, `units² + (784 + 1 + 1 + 10) units + 10` parameters, has about
    /// `parameters`.
    static int units(double parameters) {
        double linear = Textbook.PIXELS + 2 + Textbook.CLASSES;
        return (int) Math.round((-linear + Math.sqrt(linear * linear + 4 * (parameters - Textbook.CLASSES))) / 2);
    }

    private static Scaled measure(Path folder, int batchSize, int units, int runs) {
        System.err.println("Batch size " + batchSize + ", " + units + " units, runs at once: " + runs);
        List<String> args =
                new ArrayList<>(new FitArguments(folder, new Setting(batchSize, "sgd", Setting.DENSE), 3, 1).list());
        args.addAll(List.of(String.valueOf(units), String.valueOf(runs)));
        String out = Child.java(ScaleRun.class, args).output();
        String last = out.lines().reduce("", (before, line) -> line);
        return switch (Json.decode(last.getBytes(StandardCharsets.UTF_8), Scaled.class)) {
            case Decoded.Ok<Scaled> ok -> ok.value();
            case Decoded.Malformed<Scaled> bad -> throw new MeasurementException(bad.reason() + ": " + out);
        };
    }

    private static Plot plot(List<Growth> growths) {
        return new Plot(
                "Through Kafka, all in one process",
                growths.stream()
                        .map(g -> new Plot.Panel(
                                new Plot.Axis(g.name(), true),
                                new Plot.Axis("examples per second; MiB resident", true),
                                List.of(
                                        series(g, "examples per second", Scaled::examplesPerSecond),
                                        series(g, "peak resident MiB", s -> s.peakResidentBytes() >> 20))))
                        .toList());
    }

    private static Plot.Series series(Growth growth, String name, ToDoubleFunction<Scaled> value) {
        return new Plot.Series(
                name,
                growth.measured().stream()
                        .map(s -> new Plot.Point(growth.grows().applyAsDouble(s), value.applyAsDouble(s)))
                        .filter(p -> p.y() > 0)
                        .toList());
    }
}
