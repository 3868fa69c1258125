package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.History;
import dev.millrace.engine.Model;
import dev.millrace.keras.KerasFile;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// The example of the README, word for word, on twenty examples.
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

    @AfterEach
    void removeTheFile() throws IOException {
        Files.deleteIfExists(Path.of("digits.keras"));
    }
}
