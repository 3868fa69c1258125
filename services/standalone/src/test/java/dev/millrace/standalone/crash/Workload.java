package dev.millrace.standalone.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Digits;
import dev.millrace.datasets.Progress;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Activation;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.data.Examples;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.BatchNormalization;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.Command;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is trained while processes are struck. Everything that carries state from one step to the next is on:
/// whatever is added to Millrace with state of its own is switched on here, and is then part of every comparison,
/// since the tensors of the last checkpoint are compared one by one.
final class Workload {
    static final int STEPS_PER_EPOCH = 200;

    private static final int BATCH_SIZE = 16;
    private static final int COMMANDS = 6;
    private static final int TRAIN = 3560;
    private static final int TEST = 200;
    private static final double VALIDATION = 360.0 / TRAIN;

    /// Mini-batches that the loader may be ahead: what can be trained between two heartbeats, which is what makes a
    /// run last.
    static final String WINDOW = "2MB";

    /// Bytes of a record: each mini-batch is in several.
    static final String RECORD = "2000";

    private static final int SIDE = 7;
    private static final String TRAIN_FILE = "train.csv";
    private static final String TEST_FILE = "test.csv";

    private static final Sequential MODEL = Sequential.of(
            Shape.of(SIDE * SIDE + 2),
            Dropout.of(0.1),
            Dense.of(128),
            BatchNormalization.of(),
            ActivationLayer.of(Activation.RELU),
            Dropout.of(0.3),
            Dense.of(10, Activation.SOFTMAX));
    private static final Compile COMPILE = new Compile(
            new Adam().withLearningRate(new CosineDecay(0.002, 4000, 0.1, Optional.empty(), 0)),
            new CategoricalCrossentropy(),
            List.of(Metrics.of("accuracy"), Metrics.of("mean_squared_error"), Metrics.of("AUC")),
            List.of(Metrics.of("accuracy")));

    /// Of so much patience that the run goes to its end, and ends with the weights of its best epoch.
    private static final CallbackSpec CALLBACKS = EarlyStopping.of(1000).withRestoredWeights();

    private final Path data;
    private final int epochs;

    /// Writes the dataset.
    ///
    /// @param folder for its files
    Workload(Path folder, int epochs) {
        this.data = folder;
        this.epochs = epochs;
        Dataset digits = Digits.draw(TRAIN, TEST, 1);
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(TRAIN_FILE), rows(digits.train()));
            Files.write(folder.resolve(TEST_FILE), rows(digits.test()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Digits as rows of a table: every fourth pixel of every fourth line, a column of texts, a weight, and the digit.
    private static List<String> rows(Examples examples) {
        List<String> rows = new ArrayList<>();
        String pixels = IntStream.range(0, SIDE * SIDE).mapToObj(i -> "p" + i).collect(Collectors.joining(","));
        rows.add(pixels + ",parity,weight,digit");
        ByteBuffer input = ByteBuffer.allocate(28 * 28);
        for (int i = 0; i < examples.size(); i++) {
            examples.copyInput(i, input.clear());
            StringBuilder row = new StringBuilder();
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                row.append(input.get(28 * 4 * (pixel / SIDE) + 4 * (pixel % SIDE) + 58) & 0xff)
                        .append(',');
            }
            row.append(i % 2 == 0 ? "even," : "odd,")
                    .append(1 + i % 3)
                    .append(',')
                    .append(examples.label(i));
            rows.add(row.toString());
        }
        return rows;
    }

    /// Gradient updates of a run.
    static long steps(RunRequested run) {
        return (long) run.fit().epochs() * STEPS_PER_EPOCH;
    }

    /// What is asked of run `runId` while it lasts, by the step at which it is said; well before the end.
    SortedMap<Long, Command> commands(String runId, long seed) {
        var random = new SplittableRandom(seed);
        SortedMap<Long, Command> commands = new TreeMap<>();
        for (int i = 0; i < COMMANDS; i++) {
            long step = random.nextLong((long) epochs * STEPS_PER_EPOCH / 2);
            Instant now = Instant.now();
            commands.put(
                    step,
                    i % 3 == 0
                            ? new Command.CheckpointNow(runId, now)
                            : new Command.SetLearningRate(runId, now, random.nextDouble(0.0002, 0.002)));
        }
        return commands;
    }

    /// The dataset of a run.
    static Dataset open(JsonNode description) {
        return Datasets.source(description)
                .open(
                        DataFolders.of(Optional.empty(), Map.of(), Path.of(System.getProperty("java.io.tmpdir"))),
                        Progress.none());
    }

    /// The same run again, under another name.
    RunRequested request(String runId, long seed) {
        return new RunRequested(
                runId,
                "crash",
                dataset(),
                KerasJson.write(MODEL, Optional.empty()),
                KerasJson.compile(COMPILE),
                RunSpec.ref(new Fit(BATCH_SIZE, epochs, VALIDATION, true, seed).withCallbacks(CALLBACKS)),
                Instant.now());
    }

    private JsonNode dataset() {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        ObjectNode csv = description.putObject("csv");
        csv.put("file", data.resolve(TRAIN_FILE).toString());
        csv.put("test_file", data.resolve(TEST_FILE).toString());
        csv.put("target", "digit");
        csv.put("task", "classes");
        csv.put("weight", "weight");
        csv.putObject("split").put("validation", 0).put("test", 0);
        return description;
    }
}
