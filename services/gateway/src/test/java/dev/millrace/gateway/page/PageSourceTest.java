package dev.millrace.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|export) .*from \"(\\.[^\"]+)\"");
    private static final Pattern PRELOAD = Pattern.compile("<link rel=\"modulepreload\" href=\"/([^\"]+)\"");

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

    /// Without that, each module waits for the one that names it.
    @Test
    void shouldPreloadWhatTheTableOfRunsNeeds() throws IOException {
        Path main = PAGE.resolve("js/main.js");
        Set<Path> needed = new TreeSet<>();
        addImports(main, needed);
        addImports(PAGE.resolve("js/runs/view.js"), needed);
        needed.remove(main);

        String index = Files.readString(PAGE.resolve("index.html"));
        assertThat(PRELOAD.matcher(index).results().map(found -> PAGE.resolve(found.group(1))))
                .containsExactlyElementsOf(needed);
    }

    private static void addImports(Path module, Set<Path> all) throws IOException {
        if (all.add(module)) {
            for (MatchResult found :
                    IMPORT.matcher(Files.readString(module)).results().toList()) {
                addImports(module.resolveSibling(found.group(1)).normalize(), all);
            }
        }
    }
}
