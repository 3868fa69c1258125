package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/// Which kernels a JVM has by the options it was started with, and what it says about them.
final class VectorModuleTest {
    @TempDir
    private Path folder;

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25, max = JRE.JAVA_25, disabledReason = "the launcher does it on JDK 25 alone")
    void shouldBeLoadedWithoutAWarningWhereThatIsAllowed() throws IOException, InterruptedException {
        assertThat(said("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED"))
                .isEqualTo("vector [2.0]\n");
    }

    @Test
    void shouldBeThereFromTheStartWhereItWasAdded() throws IOException, InterruptedException {
        assertThat(said("--add-modules", "jdk.incubator.vector")).endsWith("vector [2.0]\n");
    }

    @Test
    void shouldNotBeLoadedElsewhere() throws IOException, InterruptedException {
        assertThat(said())
                .contains("--add-modules jdk.incubator.vector for 'vector'")
                .endsWith("nd4j []\n");
    }

    private String said(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), WhichKernels.class.getName()));
        Path out = folder.resolve("out");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }
}
