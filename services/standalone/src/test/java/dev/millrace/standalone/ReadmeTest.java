package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runfile.RunFile;
import dev.millrace.runfile.Submission;
import dev.millrace.standalone.run.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the documents show is what there is.
final class ReadmeTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "services/README.md"})
    void shouldLinkToFilesThatAreThere(String document) {
        Path folder = ROOT.resolve(document).resolve("..").normalize();
        assertThat(LINK.matcher(text(document)).results().map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
    }

    static Stream<String> commands() {
        return Stream.of("README.md", "services/README.md")
                .flatMap(document -> Pattern.compile("^\\./millrace .*|`\\./millrace [^`]*`", Pattern.MULTILINE)
                        .matcher(text(document))
                        .results()
                        .map(MatchResult::group));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldShowCommandsThatAreUnderstood(String command) {
        String[] words = command.replaceAll("#.*|`", "")
                .replace("…", "broker:9092")
                .strip()
                .split("\\s+", -1);
        String[] args = Arrays.copyOfRange(words, 1, words.length);
        var parsed = Millrace.commandLine(Map.of()).parseArgs(Millrace.kafkaSettings(args));
        assertThat(parsed.isUsageHelpRequested() || parsed.hasSubcommand()).isTrue();
        Stream.of(args)
                .filter(arg -> arg.startsWith("deploy/"))
                .forEach(file -> assertThat(ROOT.resolve(file)).exists());
    }

    @Test
    void shouldShowTheExampleThatIsInTheFile(@TempDir Path folder) throws IOException {
        Path shown = Files.writeString(folder.resolve("shown.yaml"), block("README.md", "yaml"));
        assertThat(RunFiles.read(shown)).isEqualTo(RunFiles.read(ROOT.resolve("deploy/examples/digits.yaml")));
    }

    static Stream<Path> examples() throws IOException {
        try (var files = Files.list(ROOT.resolve("deploy/examples"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldHaveExamplesThatAreAccepted(Path file) {
        RunFile run = RunFiles.read(file);
        assertThat(text("README.md")).contains("deploy/examples/" + file.getFileName());
        assertThat(Submission.of(run).dataset()).isEqualTo(run.dataset().orElseThrow());
    }

    /// The library's examples stand in a test that runs them.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldShowTheLibraryAsItIsTested(int example) {
        String tested = text("services/standalone/src/test/java/dev/millrace/standalone/LibraryExampleTest.java");
        List<String> shown = block("README.md", "java", example)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> there = tested.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        // All but the brace at the end, before which the test looks at what came out.
        assertThat(there).containsSequence(shown.subList(0, shown.size() - 1));
    }

    private static String block(String document, String language) {
        return block(document, language, 0);
    }

    /// @param number of the block among those in its language, counted from 0
    private static String block(String document, String language, int number) {
        String text = text(document);
        String fence = "```" + language + "\n";
        int begin = text.indexOf(fence) + fence.length();
        for (int i = 0; i < number; i++) {
            begin = text.indexOf(fence, begin) + fence.length();
        }
        return text.substring(begin, text.indexOf("```", begin));
    }

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
