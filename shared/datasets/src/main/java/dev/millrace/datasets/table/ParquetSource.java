package dev.millrace.datasets.table;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Examples from the rows of a Parquet file.
///
/// @param file whose rows are divided
/// @param options what columns are for
record ParquetSource(Path file, TableOptions options) implements Source {
    static ParquetSource of(Options options) {
        return new ParquetSource(
                Datasets.path(options, "file")
                        .orElseThrow(() -> new DatasetException("Option 'file' of 'parquet' is missing.")),
                TableOptions.ofFile(options));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        List<Path> files = Stream.of(Optional.of(file), options.validationFile(), options.testFile())
                .flatMap(Optional::stream)
                .toList();
        files.forEach(ParquetTable::check);
        try (DuckDb database = DuckDb.open(files, folders, false)) {
            return new TableReader(
                            database,
                            ParquetTable.open(database, file),
                            options.validationFile().map(more -> ParquetTable.open(database, more)),
                            options.testFile().map(more -> ParquetTable.open(database, more)),
                            options,
                            folders)
                    .open(progress);
        }
    }
}
