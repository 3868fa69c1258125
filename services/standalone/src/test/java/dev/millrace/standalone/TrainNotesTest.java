package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.messaging.Publisher;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.cluster.Home;
import dev.millrace.wire.RunRequested;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `train` says beside the progress, and what it leaves in the user's folder.
final class TrainNotesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldSayNothingButTheScoresWhereSilenceIsWanted() {
        var cli = new Cli(folder);
        String run = Tiny.runFile(folder).toString();
        String home = cli.home().toString();
        for (int times = 0; times < 3; times++) {
            Cli.Answer silent = cli.run("train", run, "--verbose", "0");
            assertThat(silent.code()).isZero();
            assertThat(silent.err()).isEmpty();
            assertThat(silent.out()).matches("""
                    Total loss on Testing Set: \\d\\.\\d{4}
                    Accuracy of Testing Set: 1\\.0000
                    """);
            assertThat(topics(home)).as("mini-batches are gone").noneMatch(name -> name.contains("batches"));
        }
        assertThat(bytes(home)).as("of three short runs").isLessThan(4 << 20);
    }

    @Test
    void shouldSayThatARunWasBrokenOff() {
        var cli = new Cli(folder);
        RunRequested left = SmallRuns.request(1, 1);
        try (var cluster = Cluster.start(new ClusterOptions(), Home.of(cli.environment()), false);
                var publisher = new Publisher(cluster.connection())) {
            publisher.request(left);
        }
        Cli.Answer trained = cli.run("train", Tiny.runFile(folder).toString());
        assertThat(trained.code()).isZero();
        assertThat(trained.err())
                .contains("millrace: run " + left.runId()
                        + " was broken off before its first step; 'millrace services' goes on with it.\n");
    }

    @Test
    void shouldSayHowToHaveAModelThatCouldNotBeWritten() throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        var err = new StringWriter();
        // The folder goes while the run is trained.
        var out = new StringWriter() {
            @Override
            public void flush() {
                try {
                    Files.deleteIfExists(gone);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        String[] args = {"train", Tiny.runFile(folder).toString(), "--out", gone + "/tiny.safetensors"};
        int code = Millrace.run(new Cli(folder).environment(), new PrintWriter(out), new PrintWriter(err), args);
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .containsPattern(
                        "millrace: Cannot write \\S+gone/tiny\\.safetensors: there is no such file\\. The trained"
                                + " model is kept: 'millrace checkpoint tiny-\\S+ --out FILE' writes it elsewhere\\.\n");
    }

    private static Stream<String> topics(String home) {
        return files(home).map(Path::toString);
    }

    private static long bytes(String home) {
        return files(home).mapToLong(file -> file.toFile().length()).sum();
    }

    private static Stream<Path> files(String home) {
        try (var files = Files.walk(Path.of(home))) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
