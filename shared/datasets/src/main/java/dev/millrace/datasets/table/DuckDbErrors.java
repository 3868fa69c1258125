package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import java.sql.SQLException;

/// What DuckDB's messages say, without what only its own users know.
final class DuckDbErrors {
    private DuckDbErrors() {}

    /// The first paragraph, in one line.
    static String plain(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf("\n\n");
        return (end < 0 ? message : message.substring(0, end))
                .replaceAll("\\s*\\n\\s*", " ")
                .strip();
    }

    /// Whether it was short of memory.
    static boolean isMemory(SQLException e) {
        return String.valueOf(e.getMessage()).startsWith("Out of Memory");
    }

    /// What people are told of a table that takes more memory than there is.
    static DatasetException memory(String name, SQLException cause) {
        return new DatasetException(
                name + " takes more memory than DuckDB may use, half of the heap: " + plain(cause)
                        + ". Give the JVM a larger heap (-Xmx); a Parquet file may also be written with smaller row"
                        + " groups.",
                cause);
    }
}
