package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.wire.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InferenceModelTest {
    private static final TrainedModel TRAINED = Models.trained(new Adam());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.keras");
        KerasFile.write(file, TRAINED);
    }

    @Test
    void shouldLeaveNothingOutOfAFileOfItsOwn() throws IOException {
        InferenceModel read = KerasFile.readForInference(file);

        assertThat(read.leftOut()).isEmpty();
        assertThat(read.loss()).contains(new CategoricalCrossentropy(false, 0.1));
        assertThat(read.metrics()).containsExactly(Metrics.ACCURACY, Metrics.of("categorical_accuracy"));
        assertSame(read.toPredict());
        assertThat(read.toPredict().compile()).isEmpty();
        assertSame(read.toScore());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "class_name":"Adam"           | "class_name":"Lamb"                 | Keras's optimizer 'Lamb' is not supported yet
            "class_name":"Adam"           | "class_name":"Ours"                 | Unknown optimizer: 'Ours'
            "learning_rate":0.001         | "learning_rate":{"class_name":"ExponentialDecay"} | learning rate schedule ExponentialDecay: 'initial_learning_rate' is missing, like 0.1.
            "loss_scale_factor":null      | "loss_scale_factor":2.0             | optimizer Adam: 'loss_scale_factor' is not supported yet
            ["accuracy",                  | ["mean_io_u",      | Keras's metric 'mean_io_u' is not supported yet
            ["accuracy",                  | [{"class_name":"BinaryAccuracy","config":{"threshold":0.3}}, | metric BinaryAccuracy: 'threshold' is not supported yet
            "weighted_metrics":null       | "weighted_metrics":["MeanIoU"]          | Keras's metric 'MeanIoU' is not supported yet
            "weighted_metrics":null       | "schedule":{"of": "somebody"}       | Unknown key of compile: 'schedule'
            "kernel_regularizer":null     | "kernel_regularizer":{"class_name":"L3"} | Unknown regularizer: 'L3'
            "bias_constraint":null        | "bias_constraint":"ours"            | Unknown constraint: 'ours'
            "class_name":"GlorotUniform"  | "class_name":"STFT"                 | Keras's initializer 'STFT' is not supported yet
            """)
    void shouldSayWhatItLeftOutAndReadTheRest(String from, String to, String reason) throws IOException {
        ZipEdit.config(file, config -> config.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));

        InferenceModel read = KerasFile.readForInference(file);

        assertThat(read.leftOut()).containsExactly(reason);
        assertThat(read.loss()).isPresent();
        assertThat(read.metrics()).contains(Metrics.of("categorical_accuracy"));
        assertSame(read.toPredict());
        assertThatThrownBy(() -> KerasFile.read(file))
                .as("to train on, all of it is needed")
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldNotNeedHowItWasRun() throws IOException {
        ZipEdit.config(
                file,
                config -> config.replace("\"steps_per_execution\":1", "\"steps_per_execution\":8")
                        .replace("\"name\":\"sequential\",\"trainable\":true", "\"trainable\":false"));

        assertThat(KerasFile.readForInference(file).leftOut()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "class_name":"CategoricalCrossentropy" | "class_name":"Dice"   | Keras's loss 'Dice' is not supported yet
            "loss_weights":null                    | "loss_weights":[0.5]     | compile: 'loss_weights' is not supported yet
            """)
    void shouldScoreOnlyWithTheLossOfTheFile(String from, String to, String reason) throws IOException {
        ZipEdit.config(file, config -> config.replace(from, to));

        InferenceModel read = KerasFile.readForInference(file);

        assertThat(read.leftOut()).containsExactly(reason);
        assertSame(read.toPredict());
        assertThatThrownBy(read::toScore)
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith(reason + ". ");
    }

    @Test
    void shouldPredictWithAModelThatWasNotCompiled() throws IOException {
        KerasFile.write(file, Models.uncompiled());

        InferenceModel read = KerasFile.readForInference(file);

        assertThat(read.leftOut()).isEmpty();
        assertThat(read.noLoss()).isEqualTo("the model was not compiled.");
    }

    @Test
    void shouldRefuseALayerThatItDoesNotHave() throws IOException {
        ZipEdit.config(
                file,
                config -> config.replace("\"relu\"", "\"glu\"")
                        .replace("bias_constraint\":null", "bias_constraint\":\"x\""));

        assertThatThrownBy(() -> KerasFile.readForInference(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("config.json: layers[1]: Keras's activation 'glu' is not supported yet.");
    }

    @Test
    void shouldReadSafetensorsAlike() {
        Safetensors.Contents own = ModelTensors.write(TRAINED);
        String config = Objects.requireNonNull(own.metadata().get("keras.config"));
        var foreign = new Safetensors.Contents(
                Map.of("keras.config", config.replace("\"class_name\":\"Adam\"", "\"class_name\":\"Lamb\"")),
                own.tensors());

        InferenceModel read = ModelTensors.readForInference(foreign);

        assertThat(read.leftOut()).containsExactly("Keras's optimizer 'Lamb' is not supported yet");
        assertSame(read.toPredict());
    }

    private static void assertSame(TrainedModel read) {
        assertThat(read.model().layers().size())
                .isEqualTo(TRAINED.model().layers().size());
        assertThat(Golden.of(read.weights())).isEqualTo(Golden.of(TRAINED.weights()));
        assertThat(read.optimizer()).isEmpty();
    }
}
