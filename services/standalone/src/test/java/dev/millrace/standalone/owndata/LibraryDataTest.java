package dev.millrace.standalone.owndata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.engine.Model;
import dev.millrace.keras.KerasJson;
import dev.millrace.loader.BatchSequence;
import dev.millrace.loader.LoadPlan;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.data.Examples;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.RunDescription;
import dev.millrace.trainer.Training;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Data of every kind in the library, beside the same data through the pipeline.
final class LibraryDataTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTrainTheSameWeightsAsThePipeline() throws IOException, SQLException {
        for (OwnData data : OwnData.all(folder)) {
            Dataset dataset = open(data.dataset());
            Sequential network = network(dataset);
            Compile compile = compile(dataset);
            Fit fit = new Fit().withBatchSize(data.batchSize()).withEpochs(2).withSeed(7);
            try (Model model = Model.compile(network, compile, 7)) {
                var history = model.fit(dataset, fit);
                assertThat(model.trained().weights())
                        .as(data.name())
                        .isEqualTo(throughThePipeline(dataset, network, compile, fit)
                                .weights());
                assertThat(history.history().keySet().stream().anyMatch(name -> name.startsWith("val_")))
                        .as(data.name())
                        .isEqualTo(dataset.validation().size() > 0);
            }
        }
    }

    @Test
    void shouldCountClassesAsFitSays() throws IOException {
        Dataset animals = Datasets.csv(animals(), "animal");
        Fit fit = new Fit().withEpochs(2).withSeed(7).withClassWeight(Map.of(1, 3.0));
        try (Model model = Model.compile(network(animals), compile(animals), 7)) {
            model.fit(animals, fit);
            assertThat(model.trained().weights())
                    .isEqualTo(throughThePipeline(animals, network(animals), compile(animals), fit)
                            .weights())
                    .isNotEqualTo(throughThePipeline(
                                    animals, network(animals), compile(animals), fit.withClassWeight(Map.of()))
                            .weights());
        }
    }

    @Test
    void shouldScoreAndPredictWhateverTheBatchSize() throws IOException {
        Dataset animals = Datasets.csv(animals(), "animal");
        try (Model model = Model.compile(network(animals), compile(animals))) {
            model.fit(animals, new Fit());
            Examples test = animals.test();
            INDArray predicted = model.predict(test, 7);
            int right = 0;
            for (int i = 0; i < test.size(); i++) {
                right += predicted.getRow(i).argMax().getInt(0) == test.label(i) ? 1 : 0;
            }
            double expected = (double) right / test.size();
            assertThat(predicted.shape()).containsExactly(test.size(), 3);
            assertThat(model.evaluate(test))
                    .hasEntrySatisfying("accuracy", share -> assertThat(share).isEqualTo(expected, within(1e-6)));
            assertThat(model.evaluate(test, 7))
                    .hasEntrySatisfying("accuracy", share -> assertThat(share).isEqualTo(expected, within(1e-6)));
        }
    }

    @Test
    void shouldSayWhereAFileOrAModelIsWrong() throws IOException {
        Path file = animals();
        List<String> rows = new ArrayList<>(Files.readAllLines(file));
        rows.set(16, "black,heavy,cat");
        Files.write(file, rows);
        Map<String, Object> options = Map.of("file", file, "target", "animal", "types", Map.of("weight", "number"));
        assertThatThrownBy(() -> Datasets.open("csv", options))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("animals.csv, line 17, column 'weight'");
        assertThatThrownBy(() -> Datasets.open("csv", Map.of("file", file, "target", "animal", "spilt", Map.of())))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("'split'");

        Dataset animals = Datasets.csv(animals(), "animal");
        Sequential wide = Sequential.of(Shape.of(9), Dense.of(3, Activation.SOFTMAX));
        try (Model model = Model.compile(wide, compile(animals))) {
            assertThatThrownBy(() -> model.fit(animals, new Fit()))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessageContaining("takes inputs of shape (9,), 9 values, but dataset 'animals.csv' gives");
            assertThatThrownBy(() -> model.evaluate(animals.test())).hasMessageContaining("but the data gives shape");
        }
    }

    private static Dataset open(JsonNode description) {
        String kind = Datasets.kind(description);
        Map<String, JsonNode> options = new LinkedHashMap<>();
        description.get(kind).properties().forEach(option -> options.put(option.getKey(), option.getValue()));
        return Datasets.open(kind, options);
    }

    private Path animals() throws IOException {
        String[] animals = {"cat", "dog", "mouse"};
        List<String> rows = new ArrayList<>(List.of("colour,weight,animal"));
        for (int i = 0; i < 200; i++) {
            rows.add((i % 2 == 0 ? "black," : "white,") + (i % 3 * 5 + i % 7 / 7.0) + "," + animals[i % 3]);
        }
        return Files.write(folder.resolve("animals.csv"), rows);
    }

    private static Sequential network(Dataset dataset) {
        Shape flat = Shape.of(dataset.inputShape().size());
        var classes = dataset.schema().form().classes();
        return Sequential.of(
                flat,
                Dense.of(8, Activation.RELU),
                classes.isPresent() ? Dense.of(classes.getAsInt(), Activation.SOFTMAX) : Dense.of(1));
    }

    private static Compile compile(Dataset dataset) {
        return dataset.schema().form().classes().isPresent()
                ? new Compile(new Adam(), new SparseCategoricalCrossentropy(), Metrics.ACCURACY)
                : new Compile(new Adam(), new MeanSquaredError());
    }

    /// The same through the data-loader's mini-batches and the trainer, without a broker between them.
    private static TrainedModel throughThePipeline(Dataset dataset, Sequential network, Compile compile, Fit fit) {
        var asked = new RunRequested(
                "run",
                "run",
                Datasets.named("digits"),
                KerasJson.write(network, Optional.empty()),
                KerasJson.compile(compile),
                new RunRequested.FitRef(fit.batchSize(), fit.epochs(), 0, fit.shuffle(), fit.seed(), fit.classWeight()),
                Instant.EPOCH);
        LoadPlan plan = LoadPlan.of(asked, description -> dataset);
        var sequence = new BatchSequence(plan);
        RunDescription run = RunDescription.of(plan.completed(asked));
        try (Training training = Training.start(run, KernelChoice.FASTEST).begin(plan.stepsPerEpoch())) {
            while (!training.finished()) {
                var at = training.position();
                training.train(sequence.training(at.epoch(), at.stepInEpoch()), at.step() + 1);
                if (training.epochEndDue()) {
                    training.endEpoch(Map.of());
                }
            }
            training.end();
            return training.state().trained();
        }
    }
}
