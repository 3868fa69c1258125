package dev.millrace.standalone.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A user who compares batch sizes.
final class BatchSizeCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Cli cli;
    private String run;

    BatchSizeCommandTest() {
        this.cli = new Cli(Path.of(""));
        this.run = "";
    }

    @BeforeEach
    void prepare() {
        cli = new Cli(folder);
        run = Tiny.runFile(folder).toString();
    }

    @Test
    void shouldCompareBatchSizes() throws IOException {
        Path out = folder.resolve("result.json");
        Path plot = folder.resolve("plot.svg");
        Cli.Answer answer = cli.run(
                "bench",
                "batch-size",
                run,
                "--batch-sizes",
                "30,100",
                "--out",
                out.toString(),
                "--plot",
                plot.toString());
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).matches("""
                (?s)Batch size 30
                Epoch 1/2
                .*Batch size 100
                .*
                batch size  steps per epoch  seconds per epoch  test accuracy  test loss
                        30               10 +\\d+\\.\\d{2} +1\\.0000 +\\d\\.\\d{4}
                       100                3 +\\d+\\.\\d{2} +[01]\\.\\d{4} +\\d\\.\\d{4}
                """);

        JsonNode result = JSON.readTree(out.toFile());
        assertThat(result.path("dataset").asText()).isEqualTo("mnist");
        assertThat(result.path("epochs").asInt()).isEqualTo(2);
        assertThat(result.path("seed").asInt()).isEqualTo(3);
        assertThat(result.path("results")).hasSize(2);
        JsonNode first = result.path("results").path(0);
        assertThat(first.path("batch_size").asInt()).isEqualTo(30);
        assertThat(first.path("seconds")).hasSize(2);
        assertThat(first.path("seconds_per_epoch").asDouble())
                .isEqualTo(first.path("seconds").path(1).asDouble());
        assertThat(first.path("test").path("accuracy").asDouble()).isEqualTo(1);

        assertThat(Files.readString(plot)).startsWith("<svg ").contains("seconds per epoch", "test accuracy");
        assertThat(cli.run("runs").out().lines()).hasSize(3);
    }

    @Test
    void shouldAnswerMachinesInOneObject() throws IOException {
        Cli.Answer answer = cli.run("bench", "batch-size", run, "--batch-sizes", "150", "--epochs", "1", "--json");
        assertThat(answer.code()).isZero();
        JsonNode result = JSON.readTree(answer.out());
        assertThat(result.path("results")).hasSize(1);
        assertThat(result.path("results").path(0).path("steps_per_epoch").asInt())
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatCannotBeDoneBeforeAnythingIsStarted() {
        assertRefused(
                "batch_size is a positive integer. Received: batch_size=0. Keras's default is 32.",
                "--batch-sizes",
                "0");
        assertRefused("Cannot write no/plot.svg: its folder does not exist. Make it first.", "--plot", "no/plot.svg");
    }

    @Test
    void shouldLeaveOutTheFirstEpochWhereThereAreMore() {
        assertThat(BatchSizeResult.Row.perEpoch(List.of())).isNull();
        assertThat(BatchSizeResult.Row.perEpoch(List.of(9.0))).isEqualTo(9);
        assertThat(BatchSizeResult.Row.perEpoch(List.of(9.0, 2.0))).isEqualTo(2);
        assertThat(BatchSizeResult.Row.perEpoch(List.of(9.0, 2.0, 4.0, 3.0))).isEqualTo(3);
        assertThat(BatchSizeResult.Row.perEpoch(List.of(9.0, 2.0, 4.0))).isEqualTo(3);
    }

    @Test
    void shouldShowARunThatDidNotEnd() {
        var row = BatchSizeResult.Row.of(10, "run", 6000, new RunResult(Optional.empty(), List.of(), Optional.empty()));
        var result = new BatchSizeResult("digits", "Adam", 3, 0, List.of(row));
        assertThat(row.test()).isEqualTo(Map.of());
        assertThat(result.complete()).isFalse();
        assertThat(result.table())
                .endsWith("10             6000                  -              -          -  ended early\n");
    }

    private void assertRefused(String message, String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "bench";
        args[1] = "batch-size";
        args[2] = run;
        System.arraycopy(options, 0, args, 3, options.length);
        Cli.Answer answer = cli.run(args);
        assertThat(answer.err()).isEqualTo("millrace: " + message + "\n");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(cli.home()).as("nothing was started").doesNotExist();
    }
}
