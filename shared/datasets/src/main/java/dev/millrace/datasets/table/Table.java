package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.nn.Named;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A table that a database can read in order.
interface Table {
    /// A column as the table has it.
    ///
    /// @param name unlike that of any other column
    /// @param kind what its cells are read as; absent where they can be read as nothing of use
    /// @param type what the database calls it, for messages
    record Column(String name, Optional<Kind> kind, String type) {}

    /// For people: `houses.csv`.
    String name();

    /// All of its columns, in their order.
    List<Column> columns();

    /// SQL for what stands after `FROM`.
    String from();

    /// How it is written; unknown where it is no CSV file.
    default CsvDialect dialect() {
        return CsvDialect.UNKNOWN;
    }

    /// Whether a column of texts may have been meant as one of numbers: its type was found out from its cells.
    boolean guessesTypes();

    /// Where a row stands, for people: `houses.csv, line 17`.
    ///
    /// @param row counted from 0
    String place(long row);

    /// What people are told where reading failed.
    ///
    /// @param sql that was run
    DatasetException failed(DuckDb database, String sql, SQLException cause);

    /// The column called `name`.
    ///
    /// @throws dev.millrace.nn.DescriptionException if there is none, with the nearest name
    default Column column(String name) {
        return columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Named.unknown(
                        "column of " + name(),
                        name,
                        columns().stream().map(Column::name).toList()));
    }

    /// SQL that reads the cells of columns, in order, each as a double or, for a text, as a text.
    default String select(List<Cell> cells) {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (Cell cell : cells) {
            sql.append(sql.length() > 7 ? ", " : "").append(cell.sql());
        }
        return sql.append(" FROM ").append(from()).toString();
    }

    /// A column that is read.
    record Cell(String name, Kind kind) {
        private String sql() {
            String column = DuckDb.name(name);
            return switch (kind) {
                case NUMBER -> column + "::DOUBLE";
                case BOOLEAN -> column + "::BOOLEAN::TINYINT::DOUBLE";
                case DATE -> "epoch_us(" + column + "::TIMESTAMP)";
                case TEXT -> column + "::VARCHAR";
            };
        }
    }
}
