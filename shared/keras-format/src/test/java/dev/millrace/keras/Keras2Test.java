package dev.millrace.keras;

import static dev.millrace.keras.Golden.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Keras 2 has written. `make_keras2.py` made the file.
final class Keras2Test {
    private static final String DENSE = "{'class_name': 'Dense', 'config': {'name': 'dense', 'trainable': true,"
            + " 'batch_input_shape': [null, 784], 'dtype': 'float32', 'units': 10, 'activation': 'softmax'}}";

    @Test
    void shouldReadAFileOfKeras2() throws IOException {
        TrainedModel trained = KerasFile.read(Golden.file("keras2.keras"));

        assertThat(trained.model())
                .isEqualTo(Sequential.of(
                        Shape.of(4),
                        Dense.of(8, Activation.RELU).withName("hidden"),
                        Dropout.of(0.5),
                        Dense.of(5, Activation.TANH).withName("dense_1"),
                        Dense.of(3, Activation.SOFTMAX).withName("dense_2")));
        assertThat(Golden.of(trained.weights()))
                .isEqualTo(Golden.of(
                        Golden.JSON.readTree(Golden.file("keras2.json").toFile())));
        Compile compile = trained.compile().orElseThrow();
        assertThat(compile.optimizer()).isEqualTo(new Adam().withLearningRate(0.0010000000474974513));
        assertThat(compile.loss()).isEqualTo(new CategoricalCrossentropy());
        assertThat(compile.metrics()).containsExactly(Metrics.ACCURACY);
        assertThat(trained.optimizer()).isEmpty();
    }

    /// 2.12 and 2.13 count a layer with weights twice, 2.14 does not.
    @Test
    void shouldTakeTheGroupsOfLayersInTheirOrder() {
        assertThat(WeightsLayout.renamed(List.of("dense", "dense_10", "dense_2", "conv2d_4", "conv2d")))
                .isEqualTo(Map.of(
                        "dense", "dense",
                        "dense_1", "dense_2",
                        "dense_2", "dense_10",
                        "conv2d", "conv2d",
                        "conv2d_1", "conv2d_4"));
        assertThat(WeightsLayout.renamed(List.of("dense_1", "dense")))
                .isEqualTo(Map.of("dense", "dense", "dense_1", "dense_1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", 'keras_version': '2.15.0', 'backend': 'tensorflow'"})
    void shouldReadItsJson(String beside) {
        String model = "{'class_name': 'Sequential', 'config': {'name': 's', 'layers': [" + DENSE + "]}" + beside + "}";

        Sequential read = KerasJson.model(json(model));

        assertThat(read.inputShape()).isEqualTo(Shape.of(784));
        assertThat(read.layers())
                .containsExactly(Dense.of(10, Activation.SOFTMAX).withName("dense"));
    }

    @Test
    void shouldRefuseAnInputShapeThatIsNotWhatComesIn() {
        String model = "{'class_name': 'Sequential', 'config': {'layers': [{'class_name': 'InputLayer', 'config':"
                + " {'batch_input_shape': [null, 100]}}, " + DENSE + "]}}";

        assertThatThrownBy(() -> KerasJson.model(json(model)))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Layer 'dense' has the 'batch_input_shape' [null,784], but inputs of shape [null,100] come"
                        + " in. Leave it out, or make them agree.");
    }

    @Test
    void shouldReadWhatALegacyOptimizerWrote() {
        assertThat(
                        KerasJson.optimizer(
                                json(
                                        "{'class_name': 'Adam', 'config': {'name': 'Adam', 'decay': 0.0, 'is_legacy_optimizer': false}}")))
                .isEqualTo(new Adam());
    }
}
