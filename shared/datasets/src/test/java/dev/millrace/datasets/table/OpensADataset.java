package dev.millrace.datasets.table;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Opens a dataset in a JVM of its own, and says how that went. Arguments: its description, and a folder for its rows.
final class OpensADataset {
    private OpensADataset() {}

    public static void main(String[] arguments) throws IOException {
        DataFolders folders = new DataFolders(Optional.empty(), Path.of(arguments[1]));
        long start = System.nanoTime();
        try {
            Dataset dataset = Datasets.source(TableFolder.json(arguments[0])).open(folders, Progress.none());
            double seconds = (System.nanoTime() - start) / 1e9;
            long rows = (long) dataset.train().size()
                    + dataset.validation().size()
                    + dataset.test().size();
            System.out.printf(Locale.ROOT, "rows %d%n", rows);
            System.out.printf(Locale.ROOT, "rows per second %.0f%n", rows / seconds);
            Path status = Path.of("/proc/self/status");
            if (Files.exists(status)) {
                try (Stream<String> lines = Files.lines(status)) {
                    lines.filter(line -> line.startsWith("RssAnon")).forEach(System.out::println);
                }
            }
        } catch (DatasetException e) {
            System.out.println(e.getMessage());
        }
    }
}
