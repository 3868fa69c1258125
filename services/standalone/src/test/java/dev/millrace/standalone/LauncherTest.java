package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a checkout that has been built, with a JDK that says how it was started and a Maven that says that
/// it was.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "..", "millrace");
    private static final String TARGET = "services/standalone/target/";
    private static final Instant BUILT = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder;

    private Path checkout;
    private Path source;

    LauncherTest() {
        this.checkout = Path.of("");
        this.source = Path.of("");
    }

    @BeforeEach
    void build() throws IOException {
        folder = folder.toRealPath();
        checkout = Files.createDirectory(folder.resolve("checkout"));
        Files.copy(LAUNCHER, checkout.resolve("millrace"));
        source = write("checkout/shared/nn/src/main/java/Layer.java", "", BUILT.minusSeconds(60));
        write("checkout/shared/nn/src/test/java/LayerTest.java", "", BUILT.plusSeconds(60));
        write("checkout/services/pom.xml", "", BUILT.minusSeconds(60));
        write("checkout/pom.xml", "", BUILT.minusSeconds(60));
        write("checkout/" + TARGET + "lib/millrace-nn.jar", "", BUILT.minusSeconds(1));
        write("checkout/" + TARGET + "millrace-standalone.jar", "", BUILT);
        write("checkout/" + TARGET + "millrace.jsa.tried", "", BUILT.plusSeconds(1));
        jdk(25);
        program("bin/mvn", "echo mvn \"$@\"");
    }

    @Test
    void shouldStartThroughSymbolicLinks() throws IOException, InterruptedException {
        Path links = Files.createDirectories(folder.resolve("links/more"));
        Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("../../checkout/millrace"));
        Path absolute = Files.createSymbolicLink(links.resolve("absolute"), checkout.resolve("millrace"));
        Path chained = Files.createSymbolicLink(folder.resolve("links/chained"), Path.of("more/relative"));
        for (Path link : List.of(relative, absolute, chained, checkout.resolve("millrace"))) {
            assertThat(started(link)).as(link.toString()).contains("-cp " + checkout.resolve(TARGET) + "/millrace-");
        }
    }

    @Test
    void shouldStartWithoutAHomeFolder() throws IOException, InterruptedException {
        assertThat(started(checkout.resolve("millrace"))).startsWith("java ").endsWith(" runs --json\n");
    }

    @Test
    void shouldTakeWhatMavenHasBuilt() throws IOException, InterruptedException {
        assertThat(started(checkout.resolve("millrace"))).startsWith("java ");
        Files.setLastModifiedTime(source, FileTime.from(BUILT.plusSeconds(10)));
        write("checkout/" + TARGET + "lib/millrace-nn.jar", "", BUILT.plusSeconds(20));
        write("checkout/" + TARGET + "millrace.jsa.tried", "", BUILT.plusSeconds(21));
        assertThat(started(checkout.resolve("millrace")))
                .as("only a library has changed")
                .startsWith("java ");

        Files.setLastModifiedTime(source, FileTime.from(BUILT.plusSeconds(60)));
        assertThat(started(checkout.resolve("millrace"))).startsWith("millrace: building ");
        assertThat(checkout.resolve(TARGET + "build.log")).content().contains("mvn ", "package");
        assertThat(started(checkout.resolve("millrace")))
                .as("built, though Maven has found nothing to change")
                .startsWith("java ");
    }

    /// The JDK warns of a module that incubates when it has it from the start.
    @Test
    void shouldHaveTheEngineLoadTheVectorApiWhereThatIsKnownToWork() throws IOException, InterruptedException {
        assertThat(started(checkout.resolve("millrace")))
                .contains("--add-exports java.base/jdk.internal.module=ALL-UNNAMED")
                .doesNotContain("--add-modules");
        jdk(26);
        assertThat(started(checkout.resolve("millrace"))).contains("--add-modules jdk.incubator.vector");
    }

    @Test
    void shouldReadTheFlagsThatImagesAndTestsRead() throws IOException, InterruptedException {
        assertThat(started(checkout.resolve("millrace"))).startsWith("java @" + checkout + "/deploy/jvm.args ");
        assertThat(LAUNCHER.resolveSibling("deploy/docker/Dockerfile"))
                .content()
                .contains("COPY deploy/jvm.args ");
        List<String> flags = Files.readAllLines(LAUNCHER.resolveSibling("deploy/jvm.args")).stream()
                .filter(line -> line.startsWith("-"))
                .toList();
        assertThat(flags).isNotEmpty();
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments()).containsAll(flags);
    }

    private void jdk(int version) throws IOException {
        write("jdk/release", "JAVA_VERSION=\"" + version + ".0.1\"\n", BUILT);
        program("jdk/bin/java", "echo java \"$@\"");
        program("jdk/bin/javac", "");
    }

    private void program(String name, String script) throws IOException {
        Path file = write(name, "#!/bin/sh\n" + script + "\n", BUILT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path write(String name, String text, Instant time) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, text);
        return Files.setLastModifiedTime(file, FileTime.from(time));
    }

    /// What the launcher and the programs it starts print, without HOME.
    private String started(Path launcher) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        var builder = new ProcessBuilder("bash", launcher.toString(), "runs", "--json")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        return Files.readString(out);
    }
}
