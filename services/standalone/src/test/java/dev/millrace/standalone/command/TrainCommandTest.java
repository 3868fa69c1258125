package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.engine.KernelSets;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A user who trains, and uses what came out of it: one run, many questions.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrainCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cli cli;
    private final Path keras;
    private final Path tensors;
    private final Path folder;
    private Cli.Answer trained = new Cli.Answer(-1, "", "");
    private Cli.Answer trainedInJson = new Cli.Answer(-1, "", "");

    TrainCommandTest(@TempDir Path folder) {
        this.folder = folder;
        this.cli = new Cli(folder);
        this.keras = folder.resolve("tiny.keras");
        this.tensors = folder.resolve("tiny.safetensors");
    }

    @BeforeAll
    void train() {
        String run = Tiny.runFile(folder).toString();
        trained = cli.run("train", run, "--out", keras.toString());
        trainedInJson = cli.run(
                "train",
                run,
                "--epochs",
                "1",
                "--seed",
                "5",
                "--optimizer",
                "nadam",
                "--engine",
                "nd4j",
                "--json",
                "--out",
                tensors.toString());
    }

    @Test
    void shouldShowALinePerEpochAndTheScores() {
        assertThat(trained.code()).isZero();
        assertThat(trained.out()).matches("""
                Epoch 1/2
                10/10 - \\d+s - \\d+[mu]?s/step - accuracy: [01]\\.\\d{4} - loss: \\d\\.\\d{4}
                Epoch 2/2
                10/10 - \\d+s - \\d+[mu]?s/step - accuracy: [01]\\.\\d{4} - loss: \\d\\.\\d{4}
                Total loss on Testing Set: \\d\\.\\d{4}
                Accuracy of Testing Set: 1\\.0000
                """);
        assertThat(trained.err()).matches("""
                Inputs of shape \\(28, 28\\) go into the model as \\(784,\\)\\.
                Run tiny-\\S+: data-loader, trainer and evaluator at 127\\.0\\.0\\.1:\\d+\\.
                Watch it at http://127\\.0\\.0\\.1:\\d+/
                """);
    }

    @Test
    void shouldAnswerMachinesInOneObject() throws IOException {
        assertThat(trainedInJson.code()).isZero();
        JsonNode report = JSON.readTree(trainedInJson.out());
        assertThat(report.path("run_id").asText()).startsWith("tiny-");
        assertThat(report.path("dataset").asText()).isEqualTo("mnist");
        assertThat(report.path("epochs")).hasSize(1);
        assertThat(report.path("epochs").path(0).path("seconds").asDouble()).isPositive();
        assertThat(report.path("epochs").path(0).path("values").path("loss").asDouble())
                .isPositive();
        assertThat(report.path("end").path("type").asText()).isEqualTo("completed");
        assertThat(report.path("end").path("step").asInt()).isEqualTo(10);
        assertThat(report.path("test").path("loss").asDouble()).isPositive();
        assertThat(report.path("out").asText()).isEqualTo(tensors.toString());
    }

    @Test
    void shouldScoreWhatWasWrittenAsTheRunDid() throws IOException {
        String data = folder.resolve("tiny").toString();
        Cli.Answer scored = cli.run("evaluate", keras.toString(), "--dataset", "mnist", "--data", data);
        assertThat(scored.code()).isZero();
        assertThat(trained.out()).endsWith(scored.out());

        scored = cli.run("evaluate", tensors.toString(), "--dataset", "mnist", "--data", data, "--json");
        JsonNode test = JSON.readTree(trainedInJson.out()).path("test");
        JsonNode scores = JSON.readTree(scored.out());
        assertThat(scores.path("accuracy").asDouble())
                .isEqualTo(test.path("accuracy").asDouble());
        assertThat(scores.path("loss").asDouble()).isCloseTo(test.path("loss").asDouble(), Offset.offset(1e-6));
    }

    @Test
    void shouldReadPictures() throws IOException {
        String png = Tiny.picture(folder, 7, "png").toString();
        String jpeg = Tiny.picture(folder, 2, "jpg").toString();
        Cli.Answer read = cli.run("predict", keras.toString(), png, jpeg);
        assertThat(read.code()).isZero();
        assertThat(read.out())
                .matches("(?s)\\Q" + png + "\\E: 7\n(  \\d: [01]\\.\\d{4}\n){10}\\Q" + jpeg
                        + "\\E: 2\n(  \\d: [01]\\.\\d{4}\n){10}");

        JsonNode answer = JSON.readTree(
                cli.run("predict", keras.toString(), png, "--json").out());
        assertThat(answer.path("prediction").asInt()).isEqualTo(7);
        assertThat(answer.path("probabilities")).hasSize(10);
        double sum = 0;
        for (JsonNode probability : answer.path("probabilities")) {
            sum += probability.asDouble();
        }
        assertThat(sum).isCloseTo(1, Offset.offset(1e-5));
    }

    @Test
    void shouldComputeWithWhatWasChosenAndVerifyWithTheSame() throws IOException {
        assertThat(trainedInJson.err()).contains("\nComputing with nd4j.\n");
        String runId = JSON.readTree(trainedInJson.out()).path("run_id").asText();
        Cli.Answer verified = cli.run("verify", runId, "--verbose", "0");
        assertThat(verified.out()).startsWith("The same, bit for bit: ");
        assertThat(verified.code()).isZero();
    }

    @Test
    void shouldRefuseAnEngineThatThereIsNot() {
        Cli.Answer unknown = cli.run("train", "--engine", "gpu");
        assertThat(unknown.err())
                .startsWith("millrace: --engine is auto, cuda, vector, vector:THREADS or nd4j. Received: gpu.\n");
        assertThat(unknown.code()).isEqualTo(2);
        Cli.Answer idle = cli.run("services", "evaluator", "--engine", "nd4j");
        assertThat(idle.err()).startsWith("millrace: --engine is for the trainer, which is not among: evaluator.\n");
        assertThat(idle.code()).isEqualTo(2);
    }

    @Test
    void shouldSayWhyAnEngineDoesNotWorkHere() {
        Optional<String> why = KernelSets.whyNoGpu();
        Assumptions.assumeTrue(why.isPresent(), "there is a GPU here");
        Cli.Answer answer = cli.run("bench", "batch-size", "--engine", "cuda");
        assertThat(answer.err())
                .isEqualTo("millrace: The kernel set 'cuda' does not work here: " + why.orElseThrow()
                        + " Without --engine the fastest that works here is used.\n");
        assertThat(answer.code()).isEqualTo(1);
    }

    @Test
    void shouldKnowItsRunsAfterwards() throws IOException {
        String runId = JSON.readTree(trainedInJson.out()).path("run_id").asText();
        Cli.Answer runs = cli.run("runs");
        assertThat(runs.code()).isZero();
        assertThat(runs.out().lines()).hasSize(3);
        assertThat(runs.out().lines().skip(2))
                .allSatisfy(line -> assertThat(line).matches(runId + " +mnist +completed +1/1 +10 +step-000000010"));

        Cli.Answer watched = cli.run("watch", runId);
        assertThat(watched.code()).isZero();
        assertThat(watched.out()).matches("""
                10/10 - \\d+s - \\d+[mu]?s/step - accuracy: [01]\\.\\d{4} - loss: \\d\\.\\d{4}
                Total loss on Testing Set: \\d\\.\\d{4}
                Accuracy of Testing Set: [01]\\.\\d{4}
                """);

        Path again = folder.resolve("again.safetensors");
        Cli.Answer written = cli.run("checkpoint", runId, "--out", again.toString());
        assertThat(written.code()).isZero();
        assertThat(written.out()).startsWith("Wrote " + again + ": step-000000010, sha256 ");
        assertThat(again).hasSameBinaryContentAs(tensors);

        Cli.Answer unknown = cli.run("watch", "nobody");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .matches("millrace: No run 'nobody' at 127.0.0.1:\\d+\\. 'millrace runs' lists those"
                        + " there are\\.\n");
    }
}
