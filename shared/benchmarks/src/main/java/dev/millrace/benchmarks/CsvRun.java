package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.engine.Model;
import dev.millrace.keras.KerasJson;
import dev.millrace.loader.BatchSequence;
import dev.millrace.loader.LoadPlan;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A process that reads a CSV file, alone or with a trainer behind it, and tells how long each pass over its rows took.
final class CsvRun {
    private static final Compile COMPILE = new Compile(new Adam(), new MeanSquaredError());

    private CsvRun() {}

    /// Reads, and prints lines of JSON.
    ///
    /// @param args who reads (`loader`, `library`, `kafka`), the file, batch size, epochs, seed and columns that go in
    public static void main(String[] args) {
        JsonNode description = description(Path.of(args[1]));
        Fit fit = new Fit()
                .withBatchSize(Integer.parseInt(args[2]))
                .withEpochs(Integer.parseInt(args[3]))
                .withSeed(Long.parseLong(args[4]));
        switch (args[0]) {
            case "loader" -> load(description, fit);
            case "library" -> train(description, fit);
            case "kafka" -> trainThroughKafka(description, Shape.of(Integer.parseInt(args[5])), fit);
            default -> throw new MeasurementException("Nobody is called '" + args[0] + "'.");
        }
        // Kafka's threads may still be there.
        System.exit(0);
    }

    /// All rows are trained, so that all readers do the same.
    private static JsonNode description(Path file) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        ObjectNode options = description.putObject("csv");
        options.put("file", file.toString()).put("target", "y");
        options.putObject("split").put("validation", 0.0).put("test", 0.0);
        return description;
    }

    private static Dataset open(JsonNode description) {
        return Datasets.source(description).open(DataFolders.of(Optional.empty()), Progress.none());
    }

    private static Sequential network(Shape inputs) {
        return Sequential.of(inputs, Dense.of(128, Activation.RELU), Dense.of(64, Activation.RELU), Dense.of(1));
    }

    /// Makes every mini-batch's records, and throws them away.
    private static void load(JsonNode description, Fit fit) {
        var watch = new EpochWatch();
        Dataset dataset = open(description);
        var plan = new LoadPlan("csv", dataset, network(dataset.inputShape()), COMPILE, fit);
        var sequence = new BatchSequence(plan);
        var bytes = new long[1];
        for (int epoch = 0; epoch < fit.epochs(); epoch++) {
            for (int step = 0; step < plan.stepsPerEpoch(); step++) {
                sequence.training(epoch, step, (split, e, s, part, parts, value) -> bytes[0] += value.length);
            }
            watch.ended();
        }
        FitArguments.end(
                Map.of("rows", (double) dataset.train().size(), "bytes", (double) bytes[0] / fit.epochs()), Map.of());
    }

    private static void train(JsonNode description, Fit fit) {
        var watch = new EpochWatch();
        Dataset dataset = open(description);
        try (Model model = Model.compile(network(dataset.inputShape()), COMPILE, fit.seed())) {
            var history = model.fit(dataset, fit, progress -> {
                if (progress.epochEnded()) {
                    watch.ended();
                }
            });
            FitArguments.end(
                    Map.of(
                            "rows",
                            (double) dataset.train().size(),
                            "loss",
                            history.of("loss").getLast()),
                    Map.of());
        }
    }

    private static void trainThroughKafka(JsonNode description, Shape inputs, Fit fit) {
        var opened = new AtomicReference<Instant>();
        var run = new RunRequested(
                "csv",
                "csv",
                description,
                KerasJson.write(network(inputs), Optional.empty()),
                KerasJson.compile(COMPILE),
                new RunRequested.FitRef(fit.batchSize(), fit.epochs(), 0, true, fit.seed(), Map.of()),
                Instant.now());
        List<Event> events = LocalRuns.train(List.of(run), of -> {
            opened.set(Instant.now());
            return open(of);
        });
        Instant began = opened.get();
        double loss = Double.NaN;
        for (Event event : events) {
            if (event instanceof Event.EpochEnded ended) {
                FitArguments.epoch(Duration.between(began, ended.time()).toNanos() / 1e9);
                began = ended.time();
                loss = ended.values().getOrDefault("loss", Double.NaN);
            }
        }
        double rows = events.stream()
                .filter(Event.Accepted.class::isInstance)
                .mapToInt(e -> ((Event.Accepted) e).trainingSamples())
                .sum();
        FitArguments.end(Map.of("rows", rows, "loss", loss), Map.of());
    }
}
