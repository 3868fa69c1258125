package dev.millrace.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Datasets;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Shape;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFileTest {
    @TempDir
    private Path folder;

    RunFileTest() {
        this.folder = Path.of("");
    }

    @Test
    void shouldReadTheSameFromYamlAndJson() throws IOException {
        RunFile yaml = read("""
                name: a
                dataset: digits
                model: {layers: [{dense: 10, activation: softmax}]}
                compile: {loss: categorical_crossentropy}
                fit: {batch_size: 7, epochs: 3, validation_split: 0.25, shuffle: false, seed: -5}
                """);
        RunFile json = read("""
                {"name": "a", "dataset": "digits",
                 "model": {"layers": [{"dense": 10, "activation": "softmax"}]},
                 "compile": {"loss": "categorical_crossentropy"},
                 "fit": {"batch_size": 7, "epochs": 3, "validation_split": 0.25, "shuffle": false, "seed": -5}}
                """);
        assertThat(json).isEqualTo(yaml);
        assertThat(yaml.fit()).isEqualTo(new Fit(7, 3, 0.25, false, -5));
    }

    @Test
    void shouldHaveKerasDefaults() throws IOException {
        RunFile run = read("""
                model: {layers: [{dense: 10}]}
                compile: {loss: mse}
                """);
        assertThat(run.fit()).isEqualTo(new Fit());
        assertThat(run.dataset()).isEmpty();
        RunRequested request = Submission.of(onDigits(run));
        assertThat(KerasJson.compile(request.compile()).optimizer()).isEqualTo(new Optimizer.RMSprop());
        assertThat(KerasJson.model(request.model()).inputShape()).isEqualTo(Shape.of(784));
    }

    @Test
    void shouldTakeWhatKerasHasCompiledIntoAModel() throws IOException {
        RunFile run = read("""
                {"model": {"class_name": "Sequential", "config": {"layers": [
                    {"class_name": "InputLayer", "config": {"batch_shape": [null, 784]}},
                    {"class_name": "Dense", "config": {"units": 10, "activation": "softmax"}}]},
                  "compile_config": {"optimizer": "sgd", "loss": "categorical_crossentropy"}}}
                """);
        RunRequested request = Submission.of(onDigits(run));
        assertThat(KerasJson.compile(request.compile()).optimizer()).isEqualTo(new Optimizer.SGD());
    }

    @Test
    void shouldGiveEveryRunAReadableIdOfItsOwn() throws IOException {
        RunFile run = read("""
                name: "Größe & co"
                model: {layers: [{dense: 10}]}
                compile: {loss: mse}
                """);
        String first = Submission.of(onDigits(run)).runId();
        assertThat(first).matches("gr-e-co-\\d{8}-\\d{6}-[0-9a-f]{4}");
        assertThat(Submission.of(onDigits(RunFile.TEXTBOOK)).runId()).startsWith("textbook-");
    }

    @Test
    void shouldResolveAliasesOfValuesAndOfLayers() throws IOException {
        RunFile run = read("""
                model:
                  layers:
                    - &hidden {dense: &units 8, activation: &relu sigmoid}
                    - {<<: *hidden, dense: 16}
                    - *hidden
                    - {dense: *units, activation: *relu}
                compile: {loss: mse}
                fit: {batch_size: &b 50, epochs: *b}
                """);
        RunFile spelt = read("""
                model:
                  layers:
                    - {dense: 8, activation: sigmoid}
                    - {dense: 16, activation: sigmoid}
                    - {dense: 8, activation: sigmoid}
                    - {dense: 8, activation: sigmoid}
                compile: {loss: mse}
                fit: {batch_size: 50, epochs: 50}
                """);
        assertThat(run).isEqualTo(spelt);
    }

    @Test
    void shouldFindDataBesideTheFile() throws IOException {
        String rest = "\nmodel: {layers: [{dense: 10}]}\ncompile: {loss: mse}\n";
        assertThat(read("data: images/mnist" + rest).data())
                .isEqualTo(folder.resolve("images/mnist").toString());
        assertThat(read("data: ../mnist" + rest).data())
                .isEqualTo(folder.resolveSibling("mnist").toString());
        assertThat(read("data: /data/mnist" + rest).data()).isEqualTo("/data/mnist");
        assertThat(read("name: a" + rest).data()).isEmpty();
    }

    /// Of Keras's JSON too, and where `compile` is the model's own.
    @Test
    void shouldNameTheLineOfWhatIsWrong() throws IOException {
        String text = """
                {"model": {"class_name": "Sequential", "config": {"layers": [
                    {"class_name": "InputLayer", "config": {"batch_shape": [null, 784]}},
                    {"class_name": "Dense", "config": {
                        "units": 10,
                        "activation": "softmax"}}]},
                  "compile_config": {
                      "optimizer": "sgd",
                      "loss": "categorical_crossentropy"}}}
                """;
        assertUnsound(text.replace("softmax", "softmx"), 5, "layers[1]: Unknown activation: 'softmx'.");
        assertUnsound(text.replace("10,", "10, \"bias\": 1,"), 4, "layers[1]: Unknown key of Dense: 'bias'.");
        assertUnsound(text.replace("\"units\": 10,", ""), 3, "layers[1]: Dense: 'units' is a whole number.");
        assertUnsound(text.replace("sgd", "sdg"), 7, "Unknown optimizer: 'sdg'.");
        assertUnsound(text.replace("10", "1"), 8, "Loss 'categorical_crossentropy' wants one output per class");
        assertUnsound(text.replace("\"model\"", "\"fit\": {\"epochs\": 0},\n\"model\""), 1, "epochs is a positive");
    }

    private void assertUnsound(String text, int line, String message) {
        assertThatThrownBy(() -> Submission.of(onDigits(read(text))))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith(folder.resolve("run") + ", line " + line + ": " + message);
    }

    private RunFile read(String text) throws IOException {
        return RunFile.read(Files.writeString(folder.resolve("run"), text));
    }

    private static RunFile onDigits(RunFile run) {
        return run.withDataset(Datasets.named("digits"));
    }
}
