package dev.millrace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.keras.KerasFile;
import dev.millrace.nn.OptimizerState;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Millrace;
import dev.millrace.standalone.Tiny;
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

/// `train` in a process of its own that is asked to end, as by Ctrl-C: a shell that runs tests in the background
/// may have its children ignore that signal, so the other polite one stands in.
final class InterruptTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void shouldEndWithACheckpointInTheFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("interrupted.keras");
        String run = Tiny.runFile(folder, "epochs: 2", "epochs: 1000000").toString();
        startAndEnd(folder, "10/10 - ", "train", run, "--out", out.toString());
        assertThat(text(folder.resolve("err")))
                .contains("millrace: stopping with a checkpoint ...")
                .containsPattern("millrace: stopped after step \\d+; step-\\d{9}(-end)? is kept\\.");
        assertThat(text(folder.resolve("out"))).containsPattern("Accuracy of Testing Set: [01]\\.\\d{4}\n$");
        assertThat(KerasFile.read(out)
                        .optimizer()
                        .map(OptimizerState::iterations)
                        .orElse(0L))
                .isPositive();
    }

    @Test
    void shouldEndServices(@TempDir Path folder) throws IOException, InterruptedException {
        startAndEnd(folder, "Health of the evaluator: ", "services");
        assertThat(text(folder.resolve("out"))).matches("""
                Running data-loader, trainer, evaluator against 127\\.0\\.0\\.1:\\d+\\. Ctrl-C ends them\\.
                Health of the data-loader: http://127\\.0\\.0\\.1:\\d+/health
                Health of the trainer: http://127\\.0\\.0\\.1:\\d+/health
                Health of the evaluator: http://127\\.0\\.0\\.1:\\d+/health
                """);
        assertThat(Home.of(new Cli(folder).environment()).running()).isEmpty();
    }

    /// Runs `millrace` in a process of its own, and asks it to end once it has said `sign`.
    private static void startAndEnd(Path folder, String sign, String... args) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "@" + Path.of("..", "..", "deploy", "jvm.args"),
                // As from the launcher: what a broker on a busy machine complains of is not mixed into what is printed.
                "-Dlogback.configurationFile=logback.xml",
                "-DMILLRACE_LOG=WARN",
                "-DMILLRACE_LOG_OTHERS=ERROR",
                "-cp",
                System.getProperty("java.class.path", ""),
                Millrace.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(new Cli(folder).environment());
        Process process = builder.start();
        try {
            Await.until(DEADLINE, sign, () -> text(out).contains(sign));
            process.destroy();
            assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as("ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
