package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.raw.InputRows;
import dev.millrace.datasets.raw.RawInputs;
import dev.millrace.engine.History;
import dev.millrace.engine.Model;
import dev.millrace.engine.data.Tensor;
import dev.millrace.keras.KerasFile;
import dev.millrace.keras.TrainedWith;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.standalone.model.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// The examples of the README, word for word, on a few examples.
final class LibraryExampleTest {
    @Test
    void shouldTrainInMemory() throws IOException {
        INDArray x = Nd4j.rand(20, 784);
        INDArray y = Nd4j.eye(10).repeat(0, 2);
        INDArray xTest = x;
        INDArray yTest = y;

        Sequential network = Sequential.of(
                Shape.of(784),
                Dense.of(500, Activation.SIGMOID),
                Dense.of(500, Activation.SIGMOID),
                Dense.of(10, Activation.SOFTMAX));
        var compile = new Compile(new Adam(), new CategoricalCrossentropy(), Metrics.ACCURACY);

        try (Model model = Model.compile(network, compile)) {
            History history = model.fit(x, y, new Fit().withBatchSize(100).withEpochs(20)); // INDArrays
            Map<String, Double> scores = model.evaluate(xTest, yTest, 100);
            INDArray probabilities = model.predict(xTest, 100);
            KerasFile.write(Path.of("digits.keras"), model.trained());

            assertThat(history.of("loss")).hasSize(20);
            assertThat(scores).containsKeys("loss", "accuracy");
            assertThat(probabilities.shape()).containsExactly(20, 10);
            assertThat(KerasFile.read(Path.of("digits.keras")).model().countParams())
                    .isEqualTo(784 * 500 + 500 + 500 * 500 + 500 + 500 * 10 + 10);
        }
    }

    @Test
    void shouldTrainOnATable() throws IOException {
        Files.write(Path.of("houses.csv"), rows(200));

        Dataset houses = Datasets.csv(Path.of("houses.csv"), "price");
        Sequential network = Sequential.of(houses.inputShape(), Dense.of(64, Activation.RELU), Dense.of(1));
        var compile = new Compile(new Adam(), new MeanSquaredError());

        try (Model model = Model.compile(network, compile)) {
            History history = model.fit(houses, new Fit().withEpochs(20)); // "val_loss", too
            Map<String, Double> scores = model.evaluate(houses.test());
            InputRows forSale = RawInputs.of(houses.schema()).csv("area,rooms,town\n120,4,Ulm\n80,3,Bonn\n");
            INDArray prices = model.predict(new Tensor(DType.F32, houses.inputShape(), forSale.data()), 32);
            KerasFile.write(
                    Path.of("houses.keras"),
                    model.trained(),
                    TrainedWith.metadata(houses.schema().toJson()));

            assertThat(history.of("val_loss")).hasSize(20);
            assertThat(history.of("loss").getLast())
                    .isLessThan(history.of("loss").getFirst() / 2);
            assertThat(scores).containsOnlyKeys("loss");
            assertThat(prices.shape()).containsExactly(2, 1);
            assertThat(prices.getFloat(0, 0)).isGreaterThan(prices.getFloat(1, 0));
            assertThat(ModelFile.read(Path.of("houses.keras"), new PrintWriter(new StringWriter()))
                            .data())
                    .contains(houses.schema());
        }
    }

    /// A price is the area and a tenth of it for each room, in thousands.
    private static List<String> rows(int count) {
        String[] towns = {"Bonn", "Ulm"};
        List<String> rows = new ArrayList<>(List.of("area,rooms,town,price"));
        for (int i = 0; i < count; i++) {
            int area = 40 + i * 7 % 100;
            int roomCount = 1 + i % 5;
            rows.add(area + "," + roomCount + "," + towns[i % 2] + "," + area * (10 + roomCount) / 1000.0);
        }
        return rows;
    }

    @AfterEach
    void removeTheFiles() throws IOException {
        for (String file : List.of("digits.keras", "houses.csv", "houses.keras")) {
            Files.deleteIfExists(Path.of(file));
        }
    }
}
