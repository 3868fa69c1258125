package dev.millrace.standalone.prediction;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.raw.UnknownTexts;
import dev.millrace.datasets.table.TableRows;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rows of CSV and Parquet files, one file after the other, prepared as those that a model was trained with.
public final class TableInputs implements Inputs {
    private final Deque<Path> files;
    private final TablePreparation preparation;
    private final Optional<CsvDialect> dialect;
    private final DataFolders folders;
    private final boolean several;
    private final Map<String, Long> unknown = new TreeMap<>();
    private @Nullable TableRows rows;
    private Path file = Path.of("");
    private long row;

    /// @param dialect how those are written that are CSV; absent: as the one that was trained with
    public TableInputs(
            List<Path> files, TablePreparation preparation, Optional<CsvDialect> dialect, DataFolders folders) {
        this.files = new ArrayDeque<>(files);
        this.preparation = preparation;
        this.dialect = dialect;
        this.folders = folders;
        this.several = files.size() > 1;
    }

    @Override
    public boolean next(ByteBuffer to) {
        while (rows == null || !rows.next()) {
            close();
            if (files.isEmpty()) {
                return false;
            }
            file = files.removeFirst();
            rows = TableRows.open(file, preparation, dialect, folders);
            row = 0;
        }
        row++;
        for (float input : rows.inputs()) {
            to.putFloat(input);
        }
        rows.unknown().forEach(column -> unknown.merge(column, 1L, Long::sum));
        return true;
    }

    @Override
    public List<Place> place() {
        var here = new Place("row", row);
        return several ? List.of(new Place("file", file.toString()), here) : List.of(here);
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public List<String> notes() {
        return UnknownTexts.notes(unknown);
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
