package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Texts of CSV files, whose copies are deleted together.
final class CsvTexts implements AutoCloseable {
    private final List<CsvText> open = new ArrayList<>();

    CsvText open(Path file, CsvDialect dialect, DataFolders folders) {
        CsvText text = CsvText.open(file, dialect, folders.cache());
        open.add(text);
        return text;
    }

    @Override
    public void close() {
        open.forEach(CsvText::close);
    }
}
