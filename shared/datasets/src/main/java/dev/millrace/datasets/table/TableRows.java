package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.RowWriter;
import dev.millrace.datasets.Rows;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TableColumn;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TableColumn.Numeric;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.Table.Cell;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows of a CSV or Parquet file as a trained model takes them, one after another: columns are found by their
/// names, in any order, and made into inputs as in training. Other columns are passed over. For one thread.
public final class TableRows implements AutoCloseable {
    private final TableFiles files;
    private final Table table;
    private final TablePreparation preparation;
    private final List<Cell> cells;
    private final CellBlock block;
    private final DuckDb.Chunks chunks;
    private final String sql;
    private final float[] inputs;
    private long blockBegins;
    private int at = -1;

    private TableRows(TableFiles files, Table table, TablePreparation preparation, List<Cell> cells) {
        this.files = files;
        this.table = table;
        this.preparation = preparation;
        this.cells = cells;
        boolean[] mayMiss = new boolean[cells.size()];
        for (int i = 0; i < preparation.columns().size(); i++) {
            mayMiss[i] = preparation.columns().get(i).fillsMissing();
        }
        this.block = new CellBlock(table, cells, mayMiss);
        this.sql = table.select(cells);
        this.inputs = new float[preparation.width()];
        try {
            this.chunks = files.database().read(sql, cells.size());
        } catch (SQLException e) {
            throw table.failed(files.database(), sql, e);
        }
    }

    /// The rows of `file`, whose inputs alone are read.
    ///
    /// @param dialect how it is written if it is a CSV file; absent: as the one that was trained with
    /// @throws DatasetException if it cannot be read, or has not all columns that the model needs
    public static TableRows open(
            Path file, TablePreparation preparation, Optional<CsvDialect> dialect, DataFolders folders) {
        return open(file, preparation, dialect, folders, List.of());
    }

    private static TableRows open(
            Path file,
            TablePreparation preparation,
            Optional<CsvDialect> dialect,
            DataFolders folders,
            List<Cell> more) {
        List<Cell> cells = new ArrayList<>();
        preparation.columns().forEach(column -> cells.add(new Cell(column.name(), column.kind())));
        cells.addAll(more);
        Map<String, Kind> kinds = new HashMap<>();
        cells.forEach(cell -> kinds.put(cell.name(), cell.kind()));
        TableFiles files = TableFiles.open(List.of(file), dialect.orElse(preparation.dialect()), folders, false);
        try {
            Table table = files.table(file, dialect.orElse(preparation.dialect()), kinds, List.copyOf(kinds.keySet()));
            List<String> names =
                    table.columns().stream().map(Table.Column::name).toList();
            for (Cell cell : cells) {
                if (!names.contains(cell.name())) {
                    throw new DatasetException(table.name() + " has no column '" + cell.name()
                            + "', which the model was trained with. Expected: "
                            + String.join(", ", cells.stream().map(Cell::name).toList()) + ". Received: "
                            + String.join(", ", names) + ".");
                }
                Roles.cell(table, cell.name(), kinds);
            }
            return new TableRows(files, table, preparation, cells);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /// All rows of `file` as examples, with targets, and with weights where `schema` has them.
    ///
    /// @param schema of a table
    /// @param dialect how it is written if it is a CSV file; absent: as the one that was trained with
    /// @throws DatasetException if the file cannot be read, has not all columns, or a class that the model does not
    /// know
    public static Examples examples(
            Path file, Schema schema, Optional<CsvDialect> dialect, DataFolders folders, Progress progress) {
        if (!(schema.preparation() instanceof TablePreparation preparation)) {
            throw new DatasetException("The model was not trained with a table, and " + file + " is one. Received: "
                    + schema.preparation().kind() + ".");
        }
        List<Cell> more = new ArrayList<>();
        preparation.targets().forEach(target -> more.add(new Cell(target.name(), target.kind())));
        if (schema.weighted()) {
            preparation.weight().ifPresent(name -> more.add(new Cell(name, Kind.NUMBER)));
        }
        Outputs outputs = new Outputs(schema, preparation.columns().size());
        try (TableRows rows = open(file, preparation, dialect, folders, more);
                RowWriter writer = new RowWriter(folders.cache(), schema.stride())) {
            long count = 0;
            while (rows.next()) {
                ByteBuffer to = writer.next();
                for (float input : rows.inputs) {
                    to.putFloat(input);
                }
                outputs.put(rows, to);
                count++;
            }
            progress.rows(rows.table.name(), count);
            return new Rows(schema, writer.finish());
        }
    }

    /// Goes to the next row; false where there are no more.
    ///
    /// @throws DatasetException if a cell is missing or not what it should be; the message names row and column
    public boolean next() {
        at++;
        while (at >= block.size()) {
            blockBegins += block.size();
            at = 0;
            try {
                if (!chunks.next()) {
                    return false;
                }
            } catch (SQLException e) {
                throw table.failed(files.database(), sql, e);
            }
            block.load(chunks, blockBegins);
        }
        prepare();
        return true;
    }

    private void prepare() {
        Arrays.fill(inputs, 0);
        int to = 0;
        for (int i = 0; i < preparation.columns().size(); i++) {
            TableColumn column = preparation.columns().get(i);
            switch (column) {
                case Numeric numeric -> {
                    double number = block.numbers(i)[at];
                    inputs[to] = numeric.input(number);
                    if (!Float.isFinite(inputs[to])) {
                        throw wrong(
                                i,
                                "the number is too large for a model's input: " + number
                                        + ". Expected: at most 3.4e38 once it is standardised.");
                    }
                }
                case Category category -> category.put(category.number(block.texts(i)[at]), inputs, to);
            }
            to += column.width();
        }
    }

    /// The input that the row makes, `(width,)`: the same array for each row.
    public float[] inputs() {
        return inputs;
    }

    /// Columns in which the row has a text that was not in the rows to train with.
    public List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < preparation.columns().size(); i++) {
            if (preparation.columns().get(i) instanceof Category category
                    && category.number(block.texts(i)[at]) == Category.UNKNOWN) {
                unknown.add(category.name());
            }
        }
        return unknown;
    }

    /// Where the row stands, for people: `houses.csv, line 17`. It reads the file from its beginning.
    public String place() {
        return table.place(blockBegins + at);
    }

    private DatasetException wrong(int cell, String message) {
        return new DatasetException(place() + ", column '" + cells.get(cell).name() + "': " + message);
    }

    @Override
    public void close() {
        try (files) {
            chunks.close();
        } catch (SQLException e) {
            throw table.failed(files.database(), sql, e);
        }
    }

    /// Targets and weights, which stand after the inputs.
    private static final class Outputs {
        private final Schema schema;
        private final int first;
        private final Map<String, Integer> classes = new HashMap<>();

        Outputs(Schema schema, int first) {
            this.schema = schema;
            this.first = first;
            if (schema.targets() instanceof Targets.Classes of) {
                for (int i = 0; i < of.count(); i++) {
                    classes.put(of.name(i), i);
                }
            }
        }

        void put(TableRows rows, ByteBuffer to) {
            int targets = rows.preparation.targets().size();
            switch (schema.targets()) {
                case Targets.Classes of -> {
                    int number = number(rows);
                    switch (of.dtype()) {
                        case U8 -> to.put((byte) number);
                        case I32 -> to.putInt(number);
                        case F32 -> throw new IllegalStateException("Classes are whole numbers.");
                    }
                }
                case Targets.Values of -> {
                    for (int i = 0; i < targets; i++) {
                        to.putFloat(number(rows, first + i, "a target"));
                    }
                }
            }
            if (schema.weighted()) {
                float weight = number(rows, first + targets, "a weight");
                if (weight < 0) {
                    throw rows.wrong(first + targets, "a weight is at least 0. Received: " + weight + ".");
                }
                to.putFloat(weight);
            }
        }

        private int number(TableRows rows) {
            Cell target = rows.cells.get(first);
            String name = target.kind() == Kind.TEXT
                    ? String.valueOf(rows.block.texts(first)[rows.at])
                    : Classes.name(target.kind(), rows.block.numbers(first)[rows.at]);
            Integer number = classes.get(name);
            if (number == null) {
                throw rows.wrong(
                        first,
                        "class '" + name + "' is none that the model knows. Expected: "
                                + CsvTable.shown(
                                        classes.keySet().stream().sorted().toList()) + ".");
            }
            return number;
        }

        private static float number(TableRows rows, int cell, String what) {
            double number = rows.block.numbers(cell)[rows.at];
            float value = (float) number;
            if (!Float.isFinite(value)) {
                throw rows.wrong(
                        cell, "the number is too large for " + what + ": " + number + ". Expected: at most 3.4e38.");
            }
            return value;
        }
    }
}
