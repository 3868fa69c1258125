package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The libraries that are packed with the program. A test's library that needs another version of one of them hides it
/// from Maven, and all tests pass.
@Timeout(30)
class LibrariesIT {
    private static final Path LIBRARIES = Path.of("target", "lib");

    @ParameterizedTest
    @ValueSource(strings = {"data-loader", "trainer", "evaluator", "gateway"})
    void shouldBeAllThatAServiceHas(String service) throws IOException {
        Path there = Path.of("..", service).resolve(LIBRARIES);
        assumeThat(there).as("the service is packed, as by mvn verify").isDirectory();
        assertThat(names(LIBRARIES)).containsAll(names(there));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
