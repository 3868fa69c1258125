package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A Parquet file, whose columns say themselves what they hold.
record ParquetTable(Path file, List<Column> columns) implements Table {
    /// @throws DatasetException if it is no Parquet file, or a damaged one
    static ParquetTable open(DuckDb database, Path file) {
        check(file);
        String from = from(file);
        try {
            return new ParquetTable(file, columns(database.describe(from)));
        } catch (SQLException e) {
            throw damaged(file, e);
        }
    }

    /// @throws DatasetException if there is no such file, or it begins as no Parquet file does
    static void check(Path file) {
        TableFile.check(file, "a Parquet file");
        if (!TableFile.isParquet(file)) {
            throw new DatasetException(
                    file + " is no Parquet file: it does not begin with PAR1. Say csv if it is a CSV file.");
        }
    }

    /// Columns that a database describes.
    static List<Column> columns(List<DuckDb.Described> described) {
        return described.stream()
                .map(c -> new Column(c.name(), kind(c.type()), c.type()))
                .toList();
    }

    private static Optional<Kind> kind(String type) {
        int end = type.indexOf('(');
        if (type.endsWith("[]") || type.endsWith("]")) {
            return Optional.empty();
        }
        return switch (end < 0 ? type : type.substring(0, end)) {
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL" ->
                Optional.of(Kind.NUMBER);
            case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> Optional.of(Kind.NUMBER);
            case "BOOLEAN" -> Optional.of(Kind.BOOLEAN);
            case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE" ->
                Optional.of(Kind.DATE);
            case "VARCHAR", "ENUM", "UUID" -> Optional.of(Kind.TEXT);
            default -> Optional.empty();
        };
    }

    static String from(Path file) {
        return "read_parquet(" + DuckDb.text(file.toString()) + ")";
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public String from() {
        return from(file);
    }

    @Override
    public boolean guessesTypes() {
        return false;
    }

    @Override
    public String place(long row) {
        return name() + ", row " + (row + 1);
    }

    @Override
    public DatasetException failed(DuckDb database, String sql, SQLException cause) {
        return DuckDbErrors.isMemory(cause) ? DuckDbErrors.memory(name(), cause) : damaged(file, cause);
    }

    private static DatasetException damaged(Path file, SQLException cause) {
        return new DatasetException(
                file + " is a damaged Parquet file, or one of a kind that is not read: " + DuckDbErrors.plain(cause)
                        + ". Write or fetch it again.",
                cause);
    }
}
