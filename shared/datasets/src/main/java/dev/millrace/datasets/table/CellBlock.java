package dev.millrace.datasets.table;

import dev.millrace.datasets.CellText;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import java.util.List;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/// The cells of some thousand rows: numbers are finite, and nothing is missing that may not be. For one thread.
final class CellBlock {
    private final Table table;
    private final List<Table.Cell> cells;
    private final boolean[] mayMiss;
    private double[][] numbers = new double[0][];
    private @Nullable String[][] texts = new String[0][];
    private int size;
    private int badRow;
    private int badCell;
    private String badReason = "";

    /// @param cells that are read, in the order of the result's columns
    /// @param mayMiss whether each of them may be missing
    CellBlock(Table table, List<Table.Cell> cells, boolean[] mayMiss) {
        this.table = table;
        this.cells = cells;
        this.mayMiss = mayMiss;
    }

    /// How many rows there are.
    int size() {
        return size;
    }

    /// The numbers of a cell in each row; NaN where it is missing.
    double[] numbers(int cell) {
        return numbers[cell];
    }

    /// The texts of a cell in each row; null where it is missing.
    @Nullable
    String[] texts(int cell) {
        return texts[cell];
    }

    /// Reads what stands in `chunk`.
    ///
    /// @param firstRow of the chunk in its table, counted from 0
    /// @throws DatasetException if a cell is missing, or no finite number; of several the one in the first row
    void load(DuckDb.Chunks chunk, long firstRow) {
        size = chunk.size();
        if (numbers.length == 0 || capacity() < size) {
            numbers = new double[cells.size()][];
            texts = new String[cells.size()][];
            for (int i = 0; i < cells.size(); i++) {
                boolean isText = cells.get(i).kind() == Kind.TEXT;
                numbers[i] = new double[isText ? 0 : size];
                texts[i] = new String[isText ? size : 0];
            }
        }
        badRow = Integer.MAX_VALUE;
        for (int i = 0; i < cells.size(); i++) {
            DuckDBReadableVector vector = chunk.column(i);
            switch (cells.get(i).kind()) {
                case TEXT -> loadTexts(vector, i);
                case NUMBER, BOOLEAN -> loadNumbers(vector, i);
                case DATE -> loadDates(vector, i);
            }
        }
        if (badRow < size) {
            throw new DatasetException(table.place(firstRow + badRow) + ", column '"
                    + cells.get(badCell).name() + "': " + badReason);
        }
    }

    private int capacity() {
        return Math.max(numbers[0].length, texts[0].length);
    }

    private void loadTexts(DuckDBReadableVector vector, int cell) {
        @Nullable String[] to = texts[cell];
        for (int row = 0; row < size; row++) {
            to[row] = vector.isNull(row) ? missing(row, cell) : vector.getString(row);
        }
    }

    private void loadNumbers(DuckDBReadableVector vector, int cell) {
        double[] to = numbers[cell];
        for (int row = 0; row < size; row++) {
            if (vector.isNull(row)) {
                missing(row, cell);
                to[row] = Double.NaN;
            } else {
                double value = vector.getDouble(row);
                if (!Double.isFinite(value)) {
                    bad(
                            row,
                            cell,
                            (Double.isNaN(value) ? "NaN, which is no number" : "a number that is infinite")
                                    + ". Expected: a finite number. Leave the cell empty if the value is missing, and say"
                                    + " missing: mean, median or zero.");
                }
                to[row] = value;
            }
        }
    }

    private void loadDates(DuckDBReadableVector vector, int cell) {
        double[] to = numbers[cell];
        for (int row = 0; row < size; row++) {
            if (vector.isNull(row)) {
                missing(row, cell);
                to[row] = Double.NaN;
            } else {
                to[row] = CellText.days(vector.getLong(row));
            }
        }
    }

    private @Nullable String missing(int row, int cell) {
        if (!mayMiss[cell]) {
            bad(
                    row,
                    cell,
                    "the value is missing. Expected: a value in each row. Say missing: mean, median or zero to"
                            + " fill in what is missing among inputs, or ignore: ["
                            + cells.get(cell).name()
                            + "] to leave the column out; targets and weights are never filled in.");
        }
        return null;
    }

    private void bad(int row, int cell, String reason) {
        if (row < badRow) {
            badRow = row;
            badCell = cell;
            badReason = reason;
        }
    }
}
