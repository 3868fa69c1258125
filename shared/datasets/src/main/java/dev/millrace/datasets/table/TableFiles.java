package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.TableColumn.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// CSV and Parquet files, and a database that reads these and no others. For one thread.
final class TableFiles implements AutoCloseable {
    private final Map<Path, CsvText> texts;
    private final DuckDb database;

    private TableFiles(Map<Path, CsvText> texts, DuckDb database) {
        this.texts = texts;
        this.database = database;
    }

    /// @param dialect how those are written that are CSV
    /// @param inOneThread as [DuckDb] says
    /// @throws dev.millrace.datasets.DatasetException if one cannot be read
    static TableFiles open(List<Path> files, CsvDialect dialect, DataFolders folders, boolean inOneThread) {
        Map<Path, CsvText> texts = new LinkedHashMap<>();
        try {
            List<Path> allowed = new ArrayList<>();
            for (Path file : files) {
                TableFile.check(file, "a CSV or Parquet file");
                if (!TableFile.isParquet(file) && !texts.containsKey(file)) {
                    texts.put(file, CsvText.open(file, dialect, folders.cache()));
                }
                CsvText text = texts.get(file);
                allowed.add(text == null ? file : text.plain());
            }
            return new TableFiles(texts, DuckDb.open(allowed, folders, inOneThread));
        } catch (RuntimeException e) {
            texts.values().forEach(CsvText::close);
            throw e;
        }
    }

    DuckDb database() {
        return database;
    }

    /// The table in one of the files.
    ///
    /// @param types what columns hold where it is known, if it is a CSV file
    /// @param expected columns that its header has
    Table table(Path file, CsvDialect dialect, Map<String, Kind> types, List<String> expected) {
        CsvText text = texts.get(file);
        return text == null ? ParquetTable.open(database, file) : CsvTable.open(text, dialect, types, expected);
    }

    @Override
    public void close() {
        try (database) {
            texts.values().forEach(CsvText::close);
        }
    }
}
