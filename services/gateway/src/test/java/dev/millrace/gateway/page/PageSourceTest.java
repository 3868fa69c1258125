package dev.millrace.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that every module of the page keeps.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class PageSourceTest {
    private static final Path PAGE = Path.of("src", "main", "resources", "page");
    private static final int LONGEST = 300;

    /// What would make text that somebody put on a topic into HTML or a script.
    private static final Pattern UNSAFE = Pattern.compile(
            "innerHTML|outerHTML *=|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|srcdoc|javascript:");

    private static final Pattern ELSEWHERE = Pattern.compile("(?:from|import|src=|href=|url\\() *[\"'(]?https?://");

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(PAGE)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldBeSmallAndTakeNothingFromElsewhere(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(text.lines().count()).isLessThan(LONGEST);
        assertThat(ELSEWHERE.matcher(text).results()).isEmpty();
        if (file.toString().endsWith(".js")) {
            assertThat(text).startsWith("// ");
            assertThat(UNSAFE.matcher(text).results()).isEmpty();
        }
    }
}
