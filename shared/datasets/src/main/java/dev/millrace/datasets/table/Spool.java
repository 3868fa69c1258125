package dev.millrace.datasets.table;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.RowWriter;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.Table.Cell;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads tables once, in order, into raw rows: a double for each number, NaN where it is missing, and the number of
/// its text for each text. For one thread.
final class Spool implements AutoCloseable {
    /// Of a column that goes into a model.
    private static final int MOST_TEXTS = 1_000;
    /// Of a column of classes.
    private static final int MOST_CLASSES = 100_000;
    /// Up to so many texts are never too many, however few the rows.
    private static final int FEW_TEXTS = 50;

    private static final long ROWS_PER_REPORT = 1 << 16;

    private final Roles roles;
    private final List<Cell> cells;
    private final boolean[] mayMiss;
    private final @Nullable Vocabulary[] vocabularies;
    private final RowWriter writer;
    private long rows;

    /// @param fills whether inputs may be missing
    Spool(Roles roles, boolean fills, DataFolders folders) {
        this.roles = roles;
        this.cells = roles.cells();
        this.mayMiss = new boolean[cells.size()];
        this.vocabularies = new Vocabulary[cells.size()];
        int stride = 0;
        for (int i = 0; i < cells.size(); i++) {
            boolean isText = cells.get(i).kind() == Kind.TEXT;
            mayMiss[i] = fills && i < roles.targetAt();
            vocabularies[i] = isText ? new Vocabulary() : null;
            stride += isText ? Integer.BYTES : Double.BYTES;
        }
        this.writer = new RowWriter(folders.cache(), stride);
    }

    /// Reads all rows of `table`. Texts that only later tables have are told from those that the first has.
    ///
    /// @return how many there were
    /// @throws DatasetException if the table cannot be read, or a cell cannot be what it should be
    long read(DuckDb database, Table table, Progress progress) {
        String sql = table.select(cells);
        CellBlock block = new CellBlock(table, cells, mayMiss);
        int[][] codes = new int[cells.size()][0];
        long read = 0;
        try (DuckDb.Chunks chunks = database.read(sql, cells.size())) {
            while (chunks.next()) {
                block.load(chunks, read);
                for (int i = 0; i < cells.size(); i++) {
                    Vocabulary vocabulary = vocabularies[i];
                    if (vocabulary != null) {
                        codes[i] = codes(table, i, vocabulary, block, codes[i], read);
                    }
                }
                for (int row = 0; row < block.size(); row++) {
                    ByteBuffer to = writer.next();
                    for (int i = 0; i < codes.length; i++) {
                        if (vocabularies[i] != null) {
                            to.putInt(codes[i][row]);
                        } else {
                            to.putDouble(block.numbers(i)[row]);
                        }
                    }
                }
                if (read / ROWS_PER_REPORT != (read + block.size()) / ROWS_PER_REPORT) {
                    progress.rows(table.name(), read + block.size());
                }
                read += block.size();
            }
        } catch (SQLException e) {
            throw table.failed(database, sql, e);
        }
        progress.rows(table.name(), read);
        for (int i = 0; i < cells.size(); i++) {
            Vocabulary vocabulary = vocabularies[i];
            if (vocabulary != null && !vocabulary.isFrozen()) {
                check(table, i, vocabulary, read);
                vocabulary.freeze();
            }
        }
        rows += read;
        return read;
    }

    private int[] codes(Table table, int cell, Vocabulary vocabulary, CellBlock block, int[] room, long firstRow) {
        int[] codes = room.length < block.size() ? new int[block.size()] : room;
        @Nullable String[] texts = block.texts(cell);
        for (int row = 0; row < block.size(); row++) {
            codes[row] = vocabulary.code(texts[row], firstRow + row);
            if (codes[row] == Vocabulary.NEW && cell >= roles.targetAt()) {
                throw new DatasetException(table.place(firstRow + row) + ", column '"
                        + cells.get(cell).name() + "': class '" + texts[row]
                        + "' is none of those in the rows to train with.");
            }
        }
        boolean isInput = cell < roles.targetAt();
        if (vocabulary.size() > (isInput ? MOST_TEXTS : MOST_CLASSES)) {
            refuseNumbers(table, cells.get(cell).name(), vocabulary);
            throw tooMany(table, cell, vocabulary, "more than " + (isInput ? MOST_TEXTS : MOST_CLASSES));
        }
        return codes;
    }

    private void check(Table table, int cell, Vocabulary vocabulary, long read) {
        String name = cells.get(cell).name();
        refuseNumbers(table, name, vocabulary);
        if (vocabulary.size() > FEW_TEXTS && vocabulary.size() > read / 2) {
            throw tooMany(table, cell, vocabulary, String.valueOf(vocabulary.size()));
        }
    }

    /// A column with a word among many numbers was meant as one of numbers.
    private void refuseNumbers(Table table, String name, Vocabulary vocabulary) {
        if (!table.guessesTypes() || roles.saidTexts().contains(name)) {
            return;
        }
        List<String> texts = vocabulary.texts();
        int numbers = 0;
        int word = -1;
        for (int code = 0; code < texts.size(); code++) {
            if (CsvSniffer.isNumber(texts.get(code), table.dialect())) {
                numbers++;
            } else if (word < 0) {
                word = code;
            }
        }
        long alike = texts.stream().filter(CsvSniffer::isLikeNumber).count();
        if (2 * Math.max(numbers, alike) <= texts.size()) {
            return;
        }
        String types = ", types: {" + name + ": text}.";
        if (word < 0) {
            throw new DatasetException(table.place(vocabulary.firstRow(0)) + ", column '" + name + "': '" + texts.get(0)
                    + "' is a number, in a column whose first rows are empty. Say types: {" + name + ": number}; or, if"
                    + " these are texts" + types);
        }
        String found = table.place(vocabulary.firstRow(word)) + ", column '" + name + "': '" + texts.get(word)
                + "' is not a number, while most values of this column are. ";
        throw new DatasetException(
                CsvSniffer.isLikeNumber(texts.get(word))
                        ? found + "Say how numbers are written, with decimal: ',' or '.', and thousands; or, if these"
                                + " are texts" + types
                        : found + "Correct it; or, if it stands for a missing value, say na_values: ['"
                                + texts.get(word) + "']; or, if these are texts" + types);
    }

    private DatasetException tooMany(Table table, int cell, Vocabulary vocabulary, String count) {
        String name = cells.get(cell).name();
        return new DatasetException(table.name() + ", column '" + name + "' has " + count
                + " different texts, like '" + vocabulary.texts().get(0)
                + "'. Expected: a text that many rows share. It looks like a name, a number of the row or free text: "
                + (cell < roles.targetAt() ? "leave it out with ignore: [" + name + "]." : "choose another target."));
    }

    /// What was read. Nothing can be read any more.
    RawRows finish() {
        return new RawRows(cells, rows, writer.finish(), List.copyOf(texts()));
    }

    private List<List<String>> texts() {
        List<List<String>> texts = new ArrayList<>();
        for (Vocabulary vocabulary : vocabularies) {
            texts.add(vocabulary == null ? List.of() : vocabulary.texts());
        }
        return texts;
    }

    @Override
    public void close() {
        writer.close();
    }
}
