package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Source;
import dev.millrace.datasets.TableColumn.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Examples from the rows of a CSV file.
///
/// @param file whose rows are divided
/// @param dialect how it and the other files are written
/// @param options what columns are for
record CsvSource(Path file, CsvDialect dialect, TableOptions options) implements Source {
    static CsvSource of(Options options) {
        return new CsvSource(
                Datasets.path(options, "file")
                        .orElseThrow(() -> new DatasetException("Option 'file' of 'csv' is missing.")),
                CsvDialect.of(options),
                TableOptions.ofFile(options));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        List<Path> files = Stream.of(Optional.of(file), options.validationFile(), options.testFile())
                .flatMap(Optional::stream)
                .toList();
        for (Path each : files) {
            TableFile.check(each, "a CSV file");
            if (TableFile.isParquet(each)) {
                throw new DatasetException(
                        each + " is a Parquet file. Expected: a CSV file. Say parquet instead of csv.");
            }
        }
        try (TableFiles open = TableFiles.open(files, dialect, folders, false)) {
            Table table = open.table(file, dialect, options.types(), options.targets());
            Map<String, Kind> kinds = new HashMap<>();
            Roles.of(table, options).cells().forEach(cell -> kinds.put(cell.name(), cell.kind()));
            return new TableReader(
                            open.database(),
                            table,
                            options.validationFile().map(more -> open.table(more, table.dialect(), kinds, List.of())),
                            options.testFile().map(more -> open.table(more, table.dialect(), kinds, List.of())),
                            options,
                            folders)
                    .open(progress);
        }
    }
}
