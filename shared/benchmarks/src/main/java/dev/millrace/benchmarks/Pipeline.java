package dev.millrace.benchmarks;

import dev.millrace.standalone.Millrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `millrace train`: a broker, a data-loader, a trainer and an evaluator in one process.
record Pipeline() implements Contestant {
    private static final String RUN = """
            name: benchmark
            dataset: mnist
            data: FOLDER
            model:
              layers:
            LAYERS
            compile: {optimizer: OPTIMIZER, loss: categorical_crossentropy, metrics: [accuracy]}
            fit: {batch_size: BATCH_SIZE, epochs: EPOCHS, seed: SEED}
            """;

    private static final String DENSE = """
                - {dense: 500, activation: sigmoid}
                - {dense: 500, activation: sigmoid}
                - {dense: 10, activation: softmax}
            """;

    private static final String CONV = """
                - {reshape: [28, 28, 1]}
                - {conv2d: 32, kernel_size: 3, activation: relu}
                - {max_pooling2d: 2}
                - {conv2d: 64, kernel_size: 3, activation: relu}
                - {max_pooling2d: 2}
                - {flatten: {}}
                - {dropout: 0.5}
                - {dense: 10, activation: softmax}
            """;

    @Override
    public String name() {
        return "Millrace, through Kafka";
    }

    @Override
    public Fitted fit(Path folder, Setting setting, int epochs, int seed) {
        try (var home = TemporaryFolder.create()) {
            Path run = home.path().resolve("run.yaml");
            Files.writeString(
                    run,
                    RUN.replace("LAYERS\n", setting.isConv() ? CONV : DENSE)
                            .replace("FOLDER", folder.toString())
                            .replace("OPTIMIZER", optimizer(setting))
                            .replace("BATCH_SIZE", String.valueOf(setting.batchSize()))
                            .replace("EPOCHS", String.valueOf(epochs))
                            .replace("SEED", String.valueOf(seed)));
            return Fitted.parse(Child.java(Millrace.class, List.of("train", run.toString(), "--json"))
                    .with(Map.of("MILLRACE_HOME", home.path().toString()))
                    .output());
        } catch (IOException e) {
            throw new MeasurementException(String.valueOf(e.getMessage()));
        }
    }

    private static String optimizer(Setting setting) {
        return setting.optimizer().equals("sgd") ? "{sgd: {learning_rate: 0.1}}" : setting.optimizer();
    }
}
