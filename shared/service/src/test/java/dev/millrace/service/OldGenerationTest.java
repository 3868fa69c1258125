package dev.millrace.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Await;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// In a JVM of its own, for its collector and the size of its heap.
final class OldGenerationTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 8 << 20;
    private static final int BUFFERS = 40;
    private static final int ALIVE = 4;
    private static final int TIMES = 30;

    /// The buffers made last; the field also keeps the compilers from leaving them out.
    private static byte[][] alive = {};

    @Test
    void shouldCollectWhatIsDeadThoughTheHeapHasRoom() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmn8m",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OldGenerationTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            String said = output.readAllAsString();
            assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Makes buffers too large for the young generation, all but a few dead at once, and waits, allocating no more,
    /// until most are collected; so often that in some of the times buffers are made right between a collection and
    /// what is expected after it.
    ///
    /// @throws AssertionError if that does not come, or the collecting does not end
    public static void main(String[] args) {
        MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst()
                .orElseThrow();
        OldGeneration.keepSmall();
        for (int time = 0; time < TIMES; time++) {
            alive = new byte[ALIVE][];
            for (int i = 0; i < BUFFERS; i++) {
                alive[i % ALIVE] = new byte[BUFFER_BYTES];
            }
            alive = new byte[0][];
            Await.until(
                    DEADLINE, "the dead are collected", () -> old.getUsage().getUsed() <= BUFFERS / 2 * BUFFER_BYTES);
            Await.until(DEADLINE, "the watcher rests", () -> !collecting());
        }
    }

    private static boolean collecting() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(OldGeneration.class.getName()));
    }
}
