package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In the locale C the JVM knows no file by a name that is not ASCII: the launcher starts it in UTF-8 then, and in any
/// other locale as it is.
final class LauncherLocaleTest {
    @TempDir
    private Path folder;

    LauncherLocaleTest() {
        this.folder = Path.of("");
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL, C, C.UTF-8",
        "LC_ALL, POSIX, C.UTF-8",
        "LC_CTYPE, C, C.UTF-8",
        "LANG, C, C.UTF-8",
        "LANG, '', C.UTF-8",
        "LANG, C.UTF-8, ''",
        "LC_CTYPE, de_DE.ISO-8859-1, ''",
    })
    void shouldStartInUtf8WhereTheLocaleIsC(String variable, String locale, String expected) throws Exception {
        Path jdk = folder.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho \"[${LC_ALL-}]\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        // As if it were built, just now, and a faster start prepared.
        Path target =
                Files.createDirectories(folder.resolve("module/target/lib")).resolveSibling("");
        for (String file : List.of("millrace-standalone.jar", "built", "millrace.jsa.tried")) {
            Files.writeString(target.resolve(file), "");
        }
        Files.setLastModifiedTime(
                target.resolve("millrace.jsa.tried"),
                FileTime.from(Instant.now().plusSeconds(60)));

        Path root = Path.of("../..").toRealPath();
        var process = new ProcessBuilder("bash", root.resolve("millrace").toString());
        var environment = process.environment();
        environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        environment.put(variable, locale);
        environment.put("JAVA_HOME", jdk.toString());
        environment.put(
                "MILLRACE_MODULE",
                root.relativize(folder.toRealPath().resolve("module")).toString());
        assertThat(output(process)).isEqualTo("[" + expected + "]\n");
    }

    private static String output(ProcessBuilder process) throws IOException, InterruptedException {
        Process started = process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void shouldSayThatAFileCannotHaveAName() {
        Cli.Answer answer = new Cli(folder).run("predict", "model.keras", "a\0b");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .startsWith(
                        "millrace: Invalid value for positional parameter at index 1..* (DATA): 'a\\u0000b' cannot be"
                                + " the name of a file here, where names are in ")
                .contains("Set LC_ALL=C.UTF-8.\n");
        answer = new Cli(folder).run("train", "--data", "a\0b");
        assertThat(answer.err()).contains("'--data': 'a\\u0000b' cannot be the name of a file here");
    }
}
