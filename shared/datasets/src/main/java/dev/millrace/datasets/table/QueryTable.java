package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The rows of a query over named tables: in its own order, else sorted by all their values.
///
/// @param from SQL for what stands after `FROM`
record QueryTable(String name, String from, List<Column> columns, Map<String, Table> tables) implements Table {
    /// Checks the query.
    ///
    /// @param database that works in one thread, so that what is not ordered comes in the same order too
    /// @param tables that it may read, by their names in it
    /// @throws DatasetException if the query is refused, or is wrong
    static QueryTable open(DuckDb database, String sql, Map<String, Table> tables) {
        String name = String.join(" + ", tables.keySet());
        try {
            for (Map.Entry<String, Table> table : tables.entrySet()) {
                database.execute("CREATE VIEW " + DuckDb.name(table.getKey()) + " AS SELECT * FROM "
                        + table.getValue().from());
            }
            boolean ordered = QueryCheck.check(database, sql, tables.keySet());
            // The function takes one SELECT and nothing else.
            String query = "query(" + DuckDb.text(sql) + ")";
            String from = ordered ? query : "(SELECT * FROM " + query + " ORDER BY ALL)";
            return new QueryTable(name, from, ParquetTable.columns(database.describe(query)), Map.copyOf(tables));
        } catch (SQLException e) {
            throw wrong(e);
        }
    }

    @Override
    public boolean guessesTypes() {
        return tables.values().stream().anyMatch(Table::guessesTypes);
    }

    @Override
    public String place(long row) {
        return "The query's result, row " + (row + 1);
    }

    @Override
    public DatasetException failed(DuckDb database, String sql, SQLException cause) {
        if (DuckDbErrors.isMemory(cause)) {
            return DuckDbErrors.memory("The query", cause);
        }
        for (Table table : tables.values()) {
            if (table instanceof CsvTable csv && csv.isMeant(cause)) {
                String all = "SELECT * FROM " + csv.from();
                return csv.failed(database, all, cause);
            }
        }
        return wrong(cause);
    }

    private static DatasetException wrong(SQLException e) {
        return new DatasetException("The query cannot be run: " + DuckDbErrors.plain(e), e);
    }
}
