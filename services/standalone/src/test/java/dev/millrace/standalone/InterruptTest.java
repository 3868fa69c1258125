package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.OptimizerState;
import dev.millrace.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `train` in a process of its own that is asked to end, as by Ctrl-C: a shell that runs tests in the background may
/// have its children ignore that signal, so the other polite one stands in.
final class InterruptTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void shouldEndWithACheckpointInTheFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("interrupted.keras");
        Path stdout = folder.resolve("out");
        Path stderr = folder.resolve("err");
        String run = Tiny.runFile(folder, "epochs: 2", "epochs: 1000000").toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path", ""),
                Millrace.class.getName()));
        command.addAll(List.of("train", run, "--out", out.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
        builder.environment().putAll(new Cli(folder).environment());
        Process process = builder.start();
        try {
            Await.until(DEADLINE, "the first epoch", () -> text(stdout).contains("10/10 - "));
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(text(stderr))
                .contains("millrace: stopping with a checkpoint ...")
                .containsPattern("millrace: stopped after step \\d+; step-\\d{9} is kept\\.");
        assertThat(text(stdout)).containsPattern("Accuracy of Testing Set: [01]\\.\\d{4}\n$");
        assertThat(ModelFile.read(out)
                        .optimizer()
                        .map(OptimizerState::iterations)
                        .orElse(0L))
                .isPositive();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
