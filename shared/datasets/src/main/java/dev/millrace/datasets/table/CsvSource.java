package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        try (CsvTexts texts = new CsvTexts()) {
            CsvText text = texts.open(file, dialect, folders);
            Optional<CsvText> validation = options.validationFile().map(f -> texts.open(f, dialect, folders));
            Optional<CsvText> test = options.testFile().map(f -> texts.open(f, dialect, folders));
            CsvTable table = CsvTable.open(text, dialect, options.types(), options.targets());
            List<Path> files = new ArrayList<>();
            Stream.of(Optional.of(text), validation, test)
                    .flatMap(Optional::stream)
                    .forEach(t -> files.add(t.plain()));
            try (DuckDb database = DuckDb.open(files, folders, false)) {
                Roles roles = Roles.of(table, options);
                return new TableReader(
                                database,
                                table,
                                validation.map(more -> table.alike(more, roles)),
                                test.map(more -> table.alike(more, roles)),
                                options,
                                folders)
                        .open(progress);
            }
        }
    }
}
