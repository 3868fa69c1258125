package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What `predict` says of models that others made.
final class PredictCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Loss CROSSENTROPY = new CategoricalCrossentropy();
    private static final Loss OF_LOGITS = new CategoricalCrossentropy(true, 0);

    @TempDir
    private Path folder;

    private Cli cli;
    private Path file;
    private String picture;

    PredictCommandTest() {
        this.folder = Path.of("");
        this.cli = new Cli(Path.of(""));
        this.file = Path.of("");
        this.picture = "";
    }

    @BeforeEach
    void prepare() {
        cli = new Cli(folder);
        file = folder.resolve("model.keras");
        picture = Tiny.picture(folder, 3, "png").toString();
    }

    static Stream<Arguments> probabilities() {
        return Stream.of(
                Arguments.of(Dense.of(3), OF_LOGITS, List.of(-1f, 2f, 0f), List.of(0.04201, 0.84379, 0.11420)),
                Arguments.of(
                        Dense.of(3),
                        new SparseCategoricalCrossentropy(true),
                        List.of(1000f, -1000f, 1000f),
                        List.of(0.5, 0.0, 0.5)),
                Arguments.of(
                        Dense.of(3, Activation.SOFTMAX),
                        CROSSENTROPY,
                        List.of(-1f, 2f, 0f),
                        List.of(0.04201, 0.84379, 0.11420)),
                Arguments.of(Dense.of(1), new BinaryCrossentropy(true, 0), List.of(2f), List.of(0.11920, 0.88080)),
                Arguments.of(
                        Dense.of(1, Activation.SIGMOID),
                        new BinaryCrossentropy(),
                        List.of(-2f),
                        List.of(0.88080, 0.11920)));
    }

    @ParameterizedTest
    @MethodSource("probabilities")
    void shouldSayProbabilitiesThatAddUpToOne(Dense layer, Loss loss, List<Float> bias, List<Double> expected)
            throws IOException {
        ForeignModel.write(file, layer, loss, array(bias));

        JsonNode answer = JSON.readTree(predict("--json", picture).out());

        assertThat(fields(answer)).containsExactly("image", "prediction", "probabilities");
        assertThat(answer.path("prediction").asInt())
                .isEqualTo(
                        expected.indexOf(expected.stream().max(Double::compare).orElseThrow()));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(answer.path("probabilities").path(i).asDouble()).isCloseTo(expected.get(i), Offset.offset(1e-5));
        }
        assertThat(answer.path("probabilities")).hasSize(expected.size());
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                Arguments.of(Dense.of(3), CROSSENTROPY, List.of(-1f, 2f, 0f), 1),
                Arguments.of(Dense.of(3, Activation.TANH), new MeanSquaredError(), List.of(0f, 0f, 0f), 0),
                Arguments.of(Dense.of(1), new MeanSquaredError(), List.of(0.75f), 1),
                Arguments.of(Dense.of(1), new MeanSquaredError(), List.of(-3f), 0));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void shouldNotCallProbabilitiesWhatIsNone(Dense layer, Loss loss, List<Float> bias, int prediction)
            throws IOException {
        ForeignModel.write(file, layer, loss, array(bias));

        JsonNode answer = JSON.readTree(predict("--json", picture).out());
        assertThat(fields(answer)).containsExactly("image", "prediction", "outputs");
        assertThat(answer.path("prediction").asInt()).isEqualTo(prediction);
        assertThat(answer.path("outputs").path(0).floatValue()).isEqualTo(bias.getFirst());

        assertThat(predict(picture).out())
                .startsWith(picture + ": " + prediction + " (outputs, not probabilities)\n  0: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "class_name":"Adam"     | "class_name":"Muon"                     | Keras's optimizer 'Muon' is not supported yet
            "loss_scale_factor":null | "loss_scale_factor":2.0                | optimizer Adam: 'loss_scale_factor' is not supported yet
            ["accuracy"]            | ["accuracy","mean_io_u"]                | Keras's metric 'mean_io_u' is not supported yet
            "loss":"categorical_crossentropy" | "loss":"ctc"                  | Keras's loss 'ctc' is not supported yet
            """)
    void shouldNeedNothingThatOnlyTrainingNeeds(String from, String to, String reason) throws IOException {
        ForeignModel.write(file, Dense.of(3, Activation.SOFTMAX), CROSSENTROPY, -1, 2, 0);
        Cli.Answer before = predict(picture);
        assertThat(before.err()).isEmpty();

        ForeignModel.edited(file, from, to);

        Cli.Answer after = predict(picture);
        assertThat(after.err())
                .isEqualTo("millrace: " + file + " was read without what Millrace does not have: " + reason + ".\n");
        assertThat(after.out()).isEqualTo(before.out());
        assertThat(after.code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void shouldRefuseWeightsThatAreNotFinite(float weight) {
        ForeignModel.write(file, Dense.of(3), OF_LOGITS, 0, weight, 0);

        assertRefused(
                file + ": the values of 'dense/bias' are not all finite numbers, so the model predicts nothing."
                        + " Received: " + weight + " at index 1, 1 such of 3. Train it again, with a smaller learning"
                        + " rate.",
                predict(picture));
    }

    @Test
    void shouldRefuseOutputsThatAreNotFinite() {
        ForeignModel.writeFilled(file, Dense.of(2), OF_LOGITS, Float.MAX_VALUE, 0, 0);

        assertRefused(
                "The model's outputs for " + picture + " are not all finite numbers. Received: [Infinity, Infinity].",
                predict(picture));
    }

    @Test
    void shouldReadTheOtherPicturesWhereOneIsBad() throws IOException {
        ForeignModel.write(file, Dense.of(3, Activation.SOFTMAX), CROSSENTROPY, -1, 2, 0);
        String none = folder.resolve("none.png").toString();
        String why = "Cannot read the picture " + none + ": there is no such file.";

        Cli.Answer answer = predict(none, picture);
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).isEqualTo("millrace: " + why + "\n");
        assertThat(answer.out()).startsWith(picture + ": 1\n  0: 0.0420\n");

        answer = predict("--json", picture, none, picture);
        assertThat(answer.code()).isEqualTo(1);
        List<String> lines = answer.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"image\":\"" + picture + "\",\"prediction\":1,");
        assertThat(lines.get(1)).isEqualTo("{\"image\":\"" + none + "\",\"error\":\"" + why + "\"}");
        assertThat(lines.get(2)).isEqualTo(lines.get(0));
        assertThat(answer.err()).isEqualTo("millrace: " + why + "\n");
    }

    @Test
    void shouldSayInItsHelpWhatJsonLooksLike() {
        assertThat(cli.run("predict", "--help").out()).contains("one line for each picture");
    }

    private Cli.Answer predict(String... args) {
        List<String> all = new ArrayList<>(List.of("predict", file.toString()));
        all.addAll(List.of(args));
        return cli.run(all.toArray(String[]::new));
    }

    private static void assertRefused(String message, Cli.Answer answer) {
        assertThat(answer.err()).isEqualTo("millrace: " + message + "\n");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private static List<String> fields(JsonNode node) {
        return node.properties().stream().map(e -> e.getKey()).toList();
    }
}
