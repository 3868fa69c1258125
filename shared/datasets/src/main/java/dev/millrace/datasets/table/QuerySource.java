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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Examples from the rows that a SQL query gives. It is one `SELECT` over CSV and Parquet files, by names of the
/// person's choice, and reads nothing else.
///
/// @param sql the query
/// @param files by their names in the query, at least one, in order
/// @param dialect how those of them are written that are CSV
/// @param options what columns of the result are for
record QuerySource(String sql, List<Named> files, CsvDialect dialect, TableOptions options) implements Source {
    /// A file by its name in a query.
    record Named(String name, Path file) {}

    static QuerySource of(Options options) {
        Options files = options.child("files");
        List<Named> named = new ArrayList<>();
        for (String name : files.names()) {
            named.add(new Named(
                    name,
                    Datasets.path(files, name)
                            .orElseThrow(() -> new DatasetException("Option 'files' of 'query' has no path for '" + name
                                    + "'. Expected: files: {houses: houses.csv}."))));
        }
        if (named.isEmpty()) {
            throw new DatasetException("Option 'files' of 'query' names the files that the query reads, like files:"
                    + " {houses: houses.csv}. Received: none.");
        }
        return new QuerySource(options.text("sql"), named, CsvDialect.of(options), TableOptions.of(options));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        List<Path> paths = files.stream().map(Named::file).toList();
        try (TableFiles open = TableFiles.open(paths, dialect, folders, true)) {
            Map<String, Table> tables = new LinkedHashMap<>();
            for (Named named : files) {
                tables.put(named.name(), open.table(named.file(), dialect, Map.of(), List.of()));
            }
            Table table = QueryTable.open(open.database(), sql, tables);
            return new TableReader(open.database(), table, Optional.empty(), Optional.empty(), options, folders)
                    .open(progress);
        }
    }
}
