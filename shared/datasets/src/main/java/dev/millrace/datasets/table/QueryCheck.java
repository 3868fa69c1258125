package dev.millrace.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.datasets.DatasetException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Refuses a query that is not one `SELECT`, reads something else than the named tables, or does not give the same
/// rows each time: it looks at the query as DuckDB has parsed it.
final class QueryCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// Table functions that read nothing.
    private static final Set<String> HARMLESS = Set.of("range", "generate_series", "unnest");

    /// What DuckDB does not say is different each time, or for whoever runs it.
    private static final Set<String> ALSO_CHANGING = Set.of(
            "ago",
            "current_catalog",
            "current_localtime",
            "current_localtimestamp",
            "current_role",
            "current_time",
            "current_timestamp",
            "current_user",
            "localtime",
            "localtimestamp",
            "pg_conf_load_time",
            "pg_postmaster_start_time",
            "reservoir_quantile",
            "session_user",
            "user",
            "version");

    private final Set<String> tables;
    private final Set<String> changing;
    private boolean ordered;

    private QueryCheck(Set<String> tables, Set<String> changing) {
        this.tables = tables;
        this.changing = changing;
    }

    /// Checks `sql`.
    ///
    /// @param tables names of the tables that it may read
    /// @return whether the query puts its rows in an order
    /// @throws DatasetException if it is refused
    static boolean check(DuckDb database, String sql, Set<String> tables) throws SQLException {
        JsonNode parsed = parse(database, sql);
        if (parsed.path("error").asBoolean()) {
            boolean syntax = parsed.path("error_type").asText().equals("parser");
            throw new DatasetException(
                    syntax
                            ? "The query is no SQL that DuckDB understands: "
                                    + parsed.path("error_message").asText() + ". Received: " + sql
                            : "A query is one SELECT, which reads and writes nothing. Received: " + sql);
        }
        if (parsed.path("statements").size() != 1) {
            throw new DatasetException("A query is one SELECT. Received: "
                    + parsed.path("statements").size() + " statements: " + sql);
        }
        Set<String> changing = new HashSet<>(ALSO_CHANGING);
        database.rows("SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'")
                .forEach(row -> changing.add(row.getFirst()));
        Set<String> known = new HashSet<>();
        tables.forEach(table -> known.add(table.toLowerCase(Locale.ROOT)));
        parsed.findValues("cte_map")
                .forEach(map -> map.path("map")
                        .forEach(cte -> known.add(cte.path("key").asText().toLowerCase(Locale.ROOT))));
        QueryCheck check = new QueryCheck(known, changing);
        check.walk(parsed);
        for (JsonNode modifier : parsed.path("statements").path(0).path("node").path("modifiers")) {
            check.ordered |= modifier.path("type").asText().equals("ORDER_MODIFIER");
        }
        return check.ordered;
    }

    private static JsonNode parse(DuckDb database, String sql) throws SQLException {
        String json = database.rows("SELECT json_serialize_sql(" + DuckDb.text(sql) + ")")
                .getFirst()
                .getFirst();
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new DatasetException("The query is too deep to be checked. Make it simpler. Received: " + sql, e);
        }
    }

    private void walk(JsonNode node) {
        if (node.isObject()) {
            switch (node.path("type").asText()) {
                case "BASE_TABLE" -> table(node);
                case "TABLE_FUNCTION" ->
                    tableFunction(node.path("function").path("function_name").asText());
                case "FUNCTION", "WINDOW" -> function(node.path("function_name").asText());
                case "COLUMN_REF" -> {
                    JsonNode names = node.path("column_names");
                    if (names.size() == 1) {
                        function(names.path(0).asText());
                    }
                }
                case "SHOW_REF" ->
                    throw new DatasetException(
                            "A query gives rows to train with. Received: SHOW, DESCRIBE or" + " SUMMARIZE.");
                default -> {}
            }
            if (node.path("sample").isObject()) {
                throw new DatasetException("A query gives the same rows each time, and a sample does not. Received:"
                        + " TABLESAMPLE or USING SAMPLE. Choose rows by their values, like WHERE hash(id) % 10 = 0.");
            }
        }
        node.forEach(this::walk);
    }

    private void table(JsonNode node) {
        String name = node.path("table_name").asText();
        boolean plain = node.path("schema_name").asText().isEmpty()
                && node.path("catalog_name").asText().isEmpty();
        if (!plain || !tables.contains(name.toLowerCase(Locale.ROOT))) {
            throw new DatasetException(
                    "A query reads the files that 'files' names, by their names there. Received: " + name + ". Known: "
                            + String.join(", ", tables.stream().sorted().toList()) + ".");
        }
    }

    private void tableFunction(String name) {
        if (!HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new DatasetException("A query reads the files that 'files' names, by their names there. Received: "
                    + name + "(…). Known: "
                    + String.join(", ", tables.stream().sorted().toList()) + ".");
        }
    }

    private void function(String name) {
        if (changing.contains(name.toLowerCase(Locale.ROOT))) {
            throw new DatasetException("A query gives the same rows each time, whoever runs it, and '" + name
                    + "' does not. Leave it out, or write the value itself.");
        }
    }
}
