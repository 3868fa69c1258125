package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `evaluate` says of models that others made.
final class EvaluateCommandTest {
    private static final Loss CROSSENTROPY = new CategoricalCrossentropy();

    @TempDir
    private Path folder;

    private Cli cli;
    private Path file;
    private Path data;

    EvaluateCommandTest() {
        this.folder = Path.of("");
        this.cli = new Cli(Path.of(""));
        this.file = Path.of("");
        this.data = Path.of("");
    }

    @BeforeEach
    void prepare() {
        cli = new Cli(folder);
        file = folder.resolve("model.keras");
        data = Tiny.folder(folder);
    }

    @Test
    void shouldScoreWithoutTheOptimizerAndTheMetricsThatItDoesNotHave() throws IOException {
        ForeignModel.write(file, Dense.of(10, Activation.SOFTMAX), CROSSENTROPY, new float[10]);
        ForeignModel.edited(file, "\"class_name\":\"Adam\"", "\"class_name\":\"Muon\"");
        ForeignModel.edited(file, "[\"accuracy\"]", "[\"accuracy\",\"mean_io_u\"]");

        Cli.Answer answer = evaluate();

        assertThat(answer.err())
                .isEqualTo("millrace: " + file + " was read without what Millrace does not have: Keras's optimizer"
                        + " 'Muon' is not supported yet; Keras's metric 'mean_io_u' is not supported yet.\n");
        assertThat(answer.out()).isEqualTo("""
                Total loss on Testing Set: 2.3026
                Accuracy of Testing Set: 0.1000
                """);
        assertThat(answer.code()).isZero();
    }

    @Test
    void shouldSayThatItDoesNotHaveTheLoss() throws IOException {
        ForeignModel.write(file, Dense.of(10, Activation.SOFTMAX), CROSSENTROPY, new float[10]);
        ForeignModel.edited(file, "\"loss\":\"categorical_crossentropy\"", "\"loss\":\"ctc\"");

        assertThat(refused())
                .endsWith("millrace: " + file + " cannot be scored without its loss: Keras's loss 'ctc' is not"
                        + " supported yet. Supported: binary_crossentropy, binary_focal_crossentropy,"
                        + " categorical_crossentropy, categorical_focal_crossentropy, categorical_hinge,"
                        + " cosine_similarity, hinge, huber, kl_divergence, log_cosh, mean_absolute_error,"
                        + " mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error,"
                        + " poisson, sparse_categorical_crossentropy, squared_hinge.\n");
    }

    @Test
    void shouldSayThatTheModelWasNotCompiled() throws IOException {
        ForeignModel.write(file, Dense.of(10, Activation.SOFTMAX), CROSSENTROPY, new float[10]);
        ForeignModel.edited(file, "\"compile_config\":{", "\"compile_config\":{},\"build_config\":{");

        assertThat(refused())
                .isEqualTo("millrace: " + file + " cannot be scored without its loss: the model was not compiled.\n");
    }

    @Test
    void shouldRefuseWeightsThatAreNotFinite() {
        float[] bias = new float[10];
        bias[4] = Float.NaN;
        ForeignModel.write(file, Dense.of(10, Activation.SOFTMAX), CROSSENTROPY, bias);

        assertThat(refused()).contains("the values of 'dense/bias' are not all finite numbers");
    }

    @Test
    void shouldRefuseALossThatIsNotFinite() {
        float[] bias = new float[10];
        bias[4] = 1e38f;
        ForeignModel.write(file, Dense.of(10), new MeanSquaredError(), bias);

        assertThat(refused())
                .isEqualTo("millrace: " + file
                        + " has no loss on this dataset. Received: Infinity. Expected: a finite number.\n");
    }

    @Test
    void shouldRefuseAModelOfOtherClasses() {
        ForeignModel.write(file, Dense.of(1, Activation.SIGMOID), new BinaryCrossentropy(), 0);

        assertThat(refused())
                .isEqualTo("millrace: Layer 'dense' gives (1,), but dataset 'mnist' has 10 classes. Give the last Dense"
                        + " layer 10 units.\n");
    }

    private String refused() {
        Cli.Answer answer = evaluate();
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        return answer.err();
    }

    private Cli.Answer evaluate() {
        return cli.run("evaluate", file.toString(), "--dataset", "mnist", "--data", data.toString());
    }
}
