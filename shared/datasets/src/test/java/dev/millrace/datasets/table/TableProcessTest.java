package dev.millrace.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tables ask of a JVM.
class TableProcessTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadMoreThanTheHeapHolds() throws IOException, InterruptedException {
        String columns = IntStream.range(0, 20)
                .mapToObj(i -> "hash(i + " + i + ") / 1e18 AS x" + i)
                .collect(Collectors.joining(", "));
        Path file = new TableFolder(folder)
                .parquet("houses.parquet", "SELECT " + columns + ", i / 2.0 AS y FROM range(600000) t(i)");
        // 600,000 rows of 21 doubles are 100 MB; twice as much with the examples that are made of them.
        String said = said("{parquet: {file: '" + file + "', target: 'y', missing: 'median'}}", "-Xmx48m");
        assertThat(said).startsWith("rows 600000\n");
        Matcher resident = Pattern.compile("RssAnon:\\s+(\\d+) kB").matcher(said);
        if (resident.find()) {
            assertThat(Long.parseLong(resident.group(1)) >> 10).as("MB").isLessThan(400);
        }
    }

    @Test
    void shouldSayWhereItsLibraryCannotBeUnpacked() throws IOException, InterruptedException {
        Path file = new TableFolder(folder).write("houses.csv", "x,y\n1,2.5\n2,3.5\n");
        Path none = folder.resolve("none");
        assertThat(said("{csv: {file: '" + file + "', target: 'y'}}", "-Djava.io.tmpdir=" + none))
                .contains("DuckDB's native library, which reads tables, cannot be unpacked and loaded: ")
                .endsWith("Expected: a folder for temporary files with 80 MB of room from which programs may be run"
                        + " (mounted without noexec). Received: java.io.tmpdir=" + none + ". Name another one:"
                        + " -Djava.io.tmpdir=FOLDER, in MILLRACE_JAVA_OPTS or JAVA_TOOL_OPTIONS.\n");
        // Whoever reads no tables does without it.
        assertThat(said("{digits: {}}", "-Djava.io.tmpdir=" + none)).contains("rows 70000\n");
    }

    private String said(String description, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path", ""),
                OpensADataset.class.getName(),
                description,
                folder.resolve("cache").toString()));
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
