package dev.millrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Datasets;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Fit;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Shape;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.LearningRateScheduler;
import dev.millrace.nn.callback.TerminateOnNaN;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.RunRequested;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RunFileTest {
    private static final Path FOLDER = Path.of("/runs/of/mine");

    @Test
    void shouldReadTheSameFromYamlAndJson() {
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
    void shouldReadCallbacksAndEpochsOfFit() {
        RunFile run = read("""
                model: {layers: [{dense: 10}]}
                compile: {loss: mse}
                fit:
                  epochs: 9
                  initial_epoch: 2
                  steps_per_epoch: 40
                  validation_freq: 3
                  callbacks:
                    - early_stopping: {patience: 3, restore_best_weights: true}
                    - learning_rate_scheduler: {schedule: {0: 0.1, 10: 0.01}}
                    - terminate_on_nan
                """);
        assertThat(run.fit())
                .isEqualTo(new Fit()
                        .withEpochs(9)
                        .withInitialEpoch(2)
                        .withStepsPerEpoch(40)
                        .withValidationFreq(3)
                        .withCallbacks(
                                EarlyStopping.of(3).withRestoredWeights(),
                                LearningRateScheduler.of(Map.of(0, 0.1, 10, 0.01)),
                                new TerminateOnNaN()));
        assertThat(RunSpec.fit(Submission.of(onDigits(run)))).isEqualTo(run.fit());
    }

    @Test
    void shouldHaveKerasDefaults() {
        RunFile run = read("""
                model: {layers: [{dense: 10}]}
                compile: {loss: mse}
                """);
        assertThat(run.fit()).isEqualTo(new Fit());
        assertThat(run.dataset()).isEmpty();
        RunRequested request = Submission.of(onDigits(run));
        assertThat(KerasJson.compile(request.compile()).optimizer()).isEqualTo(new RMSprop());
        assertThat(KerasJson.model(request.model()).inputShape()).isEqualTo(Shape.of(784));
    }

    @Test
    void shouldTakeAScheduleAndOptionsOfAnOptimizer() {
        RunFile run = read("""
                model: {layers: [{dense: 10}]}
                compile:
                  loss: mse
                  optimizer:
                    sgd:
                      clipnorm: 2
                      learning_rate: {cosine_decay: {initial_learning_rate: 0.1, decay_steps: 5000}}
                """);
        RunRequested request = Submission.of(onDigits(run));
        assertThat(KerasJson.compile(request.compile()).optimizer())
                .isEqualTo(new SGD()
                        .with(
                                new CosineDecay(0.1, 5000, 0, Optional.empty(), 0),
                                OptimizerOptions.NONE.withClipnorm(2)));
    }

    @Test
    void shouldTakeWhatKerasHasCompiledIntoAModel() {
        RunFile run = read("""
                {"model": {"class_name": "Sequential", "config": {"layers": [
                    {"class_name": "InputLayer", "config": {"batch_shape": [null, 784]}},
                    {"class_name": "Dense", "config": {"units": 10, "activation": "softmax"}}]},
                  "compile_config": {"optimizer": "sgd", "loss": "categorical_crossentropy"}}}
                """);
        RunRequested request = Submission.of(onDigits(run));
        assertThat(KerasJson.compile(request.compile()).optimizer()).isEqualTo(new SGD());
    }

    @Test
    void shouldGiveEveryRunAReadableIdOfItsOwn() {
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
    void shouldResolveAliasesOfValuesAndOfLayers() {
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
    void shouldFindDataBesideTheFile() {
        String rest = "\nmodel: {layers: [{dense: 10}]}\ncompile: {loss: mse}\n";
        assertThat(read("data: images/mnist" + rest).data())
                .isEqualTo(FOLDER.resolve("images/mnist").toString());
        assertThat(read("data: ../mnist" + rest).data())
                .isEqualTo(FOLDER.resolveSibling("mnist").toString());
        assertThat(read("data: /data/mnist" + rest).data()).isEqualTo("/data/mnist");
        assertThat(read("name: a" + rest).data()).isEmpty();
    }

    /// Of Keras's JSON too, and where `compile` is the model's own.
    @Test
    void shouldNameTheLineOfWhatIsWrong() {
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

    private static void assertUnsound(String text, int line, String message) {
        assertThatThrownBy(() -> Submission.of(onDigits(read(text))))
                .isInstanceOf(RunFileException.class)
                .hasMessageStartingWith("run.yaml, line " + line + ": " + message);
    }

    private static RunFile read(String text) {
        return RunFile.read(text, "run.yaml").beside(FOLDER);
    }

    private static RunFile onDigits(RunFile run) {
        return run.withDataset(Datasets.named("digits"));
    }
}
