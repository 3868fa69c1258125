package dev.millrace.standalone.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Digits;
import dev.millrace.datasets.IdxFolder;
import dev.millrace.datasets.Progress;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Dropout;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.standalone.run.DatasetChoice;
import dev.millrace.wire.Command;
import dev.millrace.wire.RunRequested;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

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

    private static final Sequential MODEL = Sequential.of(
            Shape.of(784),
            Dropout.of(0.1),
            Dense.of(128, Activation.RELU),
            Dropout.of(0.3),
            Dense.of(10, Activation.SOFTMAX));
    private static final Compile COMPILE =
            new Compile(new Optimizer.Adam(), new Loss.CategoricalCrossentropy(), Metric.ACCURACY);

    private final Path data;
    private final int epochs;

    /// Writes the dataset.
    ///
    /// @param folder for its files
    Workload(Path folder, int epochs) {
        this.data = folder;
        this.epochs = epochs;
        IdxFolder.write(Digits.draw(TRAIN, TEST, 1), folder);
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
                .open(DataFolders.of(Optional.empty(), Map.of(), Path.of("")), Progress.none());
    }

    /// The same run again, under another name.
    RunRequested request(String runId, long seed) {
        return new RunRequested(
                runId,
                "crash",
                DatasetChoice.named("mnist", data.toString()),
                KerasJson.write(MODEL, Optional.empty()),
                KerasJson.compile(COMPILE),
                new RunRequested.FitRef(BATCH_SIZE, epochs, VALIDATION, true, seed, Map.of()),
                Instant.now());
    }
}
