package dev.millrace.datasets.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.CellText;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.TableColumn.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What stands in the columns of a table, as they are, before anything is made of them.
///
/// @param name of the table, for people
/// @param dialect how it is written; unknown where it is no CSV file
/// @param rows of it
/// @param columns all of them, in their order
public record TableProfile(String name, CsvDialect dialect, long rows, List<Column> columns) {
    private static final int SHOWN = 5;

    /// One column.
    ///
    /// @param kind what its cells are read as; absent where they can be read as nothing of use
    /// @param type what the database calls it
    /// @param missing rows without a value
    /// @param distinct different values
    /// @param range of numbers; of dates in days since 1970-01-01; absent where it holds something else, or nothing
    /// @param frequent texts and truth values with their numbers of rows, the most frequent first, five at most
    public record Column(
            String name,
            Optional<Kind> kind,
            String type,
            long missing,
            long distinct,
            Optional<Range> range,
            Map<String, Long> frequent) {}

    /// The least and largest number, and the mean.
    public record Range(double min, double mean, double max) {}

    public TableProfile {
        columns = List.copyOf(columns);
    }

    /// The profile of the table that a description says, of kind `csv`, `parquet` or `query`. What columns are for need
    /// not be said.
    ///
    /// @throws DatasetException if an option is not what it should be, or a cell cannot be read
    public static TableProfile of(JsonNode description, DataFolders folders) {
        String kind = Datasets.kind(description);
        ObjectNode described = description.get(kind).deepCopy();
        if (!described.has("target")) {
            // Not looked at here, and wanted elsewhere.
            described.put("target", "");
        }
        Options options = new Options(kind, described);
        return switch (kind) {
            case "csv" -> {
                CsvSource source = CsvSource.of(options);
                yield of(source.file(), source.dialect(), source.options().types(), folders);
            }
            case "parquet" -> of(ParquetSource.of(options).file(), CsvDialect.UNKNOWN, Map.of(), folders);
            case "query" -> of(QuerySource.of(options), folders);
            default -> throw new IllegalArgumentException("No table: " + kind);
        };
    }

    private static TableProfile of(Path file, CsvDialect dialect, Map<String, Kind> types, DataFolders folders) {
        try (TableFiles open = TableFiles.open(List.of(file), dialect, folders, false)) {
            return of(open.database(), open.table(file, dialect, types, List.copyOf(types.keySet())));
        }
    }

    private static TableProfile of(QuerySource source, DataFolders folders) {
        List<Path> files = source.files().stream().map(QuerySource.Named::file).toList();
        try (TableFiles open = TableFiles.open(files, source.dialect(), folders, true)) {
            Map<String, Table> tables = new LinkedHashMap<>();
            source.files()
                    .forEach(named ->
                            tables.put(named.name(), open.table(named.file(), source.dialect(), Map.of(), List.of())));
            return of(open.database(), QueryTable.open(open.database(), source.sql(), tables));
        }
    }

    private static TableProfile of(DuckDb database, Table table) {
        List<String> wanted = new ArrayList<>(List.of("count(*)"));
        table.columns().forEach(column -> wanted.addAll(aggregates(column)));
        Iterator<String> got = rows(database, table, "SELECT " + String.join(", ", wanted) + " FROM " + table.from())
                .getFirst()
                .iterator();
        long rows = Long.parseLong(got.next());
        List<Column> columns = new ArrayList<>();
        for (Table.Column column : table.columns()) {
            long missing = rows - Long.parseLong(got.next());
            long distinct = Long.parseLong(got.next());
            Optional<Range> range = Optional.empty();
            if (isNumeric(column)) {
                range = range(column, List.of(got.next(), got.next(), got.next()));
            }
            columns.add(new Column(
                    column.name(),
                    column.kind(),
                    column.type(),
                    missing,
                    distinct,
                    range,
                    isNumeric(column) || column.kind().isEmpty() ? Map.of() : frequent(database, table, column)));
        }
        return new TableProfile(table.name(), table.dialect(), rows, columns);
    }

    private static boolean isNumeric(Table.Column column) {
        return column.kind()
                .filter(kind -> kind == Kind.NUMBER || kind == Kind.DATE)
                .isPresent();
    }

    private static List<String> aggregates(Table.Column column) {
        String name = DuckDb.name(column.name());
        String number = column.kind().equals(Optional.of(Kind.DATE))
                ? "epoch_us(" + name + "::TIMESTAMP)::DOUBLE"
                : name + "::DOUBLE";
        List<String> aggregates = new ArrayList<>(List.of("count(" + name + ")", "count(DISTINCT " + name + ")"));
        if (isNumeric(column)) {
            aggregates.addAll(List.of("min(" + number + ")", "avg(" + number + ")", "max(" + number + ")"));
        }
        return aggregates;
    }

    private static Optional<Range> range(Table.Column column, List<String> texts) {
        if (texts.contains("")) {
            return Optional.empty();
        }
        List<Double> numbers = texts.stream()
                .map(Double::valueOf)
                .map(number ->
                        column.kind().equals(Optional.of(Kind.DATE)) ? CellText.days(number.longValue()) : number)
                .toList();
        return Optional.of(new Range(numbers.get(0), numbers.get(1), numbers.get(2)));
    }

    private static Map<String, Long> frequent(DuckDb database, Table table, Table.Column column) {
        String name = DuckDb.name(column.name());
        String sql = "SELECT " + name + "::VARCHAR, count(*) FROM " + table.from() + " WHERE " + name
                + " IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT " + SHOWN;
        return rows(database, table, sql).stream()
                .collect(Collectors.toMap(
                        row -> row.get(0), row -> Long.valueOf(row.get(1)), (a, b) -> a, LinkedHashMap::new));
    }

    private static List<List<String>> rows(DuckDb database, Table table, String sql) {
        try {
            return database.rows(sql);
        } catch (SQLException e) {
            throw table.failed(database, sql, e);
        }
    }
}
