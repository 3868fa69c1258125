package dev.millrace.datasets.table;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/// A database in memory that reads some files and nothing else, whatever SQL it is given: no other file, no network,
/// no extension. What it sorts and joins goes to a folder where it does not fit. For one thread.
///
/// The first one of a process unpacks a native library into `java.io.tmpdir` and loads it, which takes half a second.
final class DuckDb implements AutoCloseable {
    private static final long MEGABYTE = 1 << 20;

    /// More threads than that read no faster, and each takes memory.
    private static final int MOST_THREADS = 4;

    private final DuckDBConnection connection;
    private final Path temporary;

    private DuckDb(DuckDBConnection connection, Path temporary) {
        this.connection = connection;
        this.temporary = temporary;
    }

    /// A column of a query's result.
    record Described(String name, String type) {}

    /// @param files that may be read
    /// @param inOneThread whether one thread does everything, so that what is unordered comes in the same order too
    /// @throws DatasetException if the native library cannot be loaded
    static DuckDb open(List<Path> files, DataFolders folders, boolean inOneThread) {
        try {
            Files.createDirectories(folders.cache());
            Path temporary = Files.createTempDirectory(folders.cache(), "duckdb");
            Properties settings = new Properties();
            settings.setProperty(
                    "allowed_paths",
                    files.stream().map(f -> text(f.toString())).collect(Collectors.joining(",", "[", "]")));
            settings.setProperty("enable_external_access", "false");
            settings.setProperty("autoinstall_known_extensions", "false");
            settings.setProperty("autoload_known_extensions", "false");
            settings.setProperty("memory_limit", memory() / MEGABYTE + "MiB");
            settings.setProperty("temp_directory", temporary.toString());
            int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
            settings.setProperty("threads", String.valueOf(inOneThread ? 1 : threads));
            DuckDb database =
                    new DuckDb((DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", settings), temporary);
            database.execute("SET TimeZone = 'UTC'");
            database.execute("SET lock_configuration = true");
            return database;
        } catch (IOException e) {
            throw new DatasetException(
                    "The folder for what does not fit into memory cannot be made: " + e
                            + ". Set XDG_CACHE_HOME to a folder that can be written to.",
                    e);
        } catch (LinkageError | IllegalStateException e) {
            throw noLibrary(e);
        } catch (SQLException e) {
            throw new DatasetException("DuckDB, which reads tables, cannot be started: " + e.getMessage(), e);
        }
    }

    /// Half as much as the heap may grow to, from 128 MB to 1 GB.
    private static long memory() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 2, 128 * MEGABYTE, 1024 * MEGABYTE);
    }

    private static DatasetException noLibrary(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new DatasetException(
                "DuckDB's native library, which reads tables, cannot be unpacked and loaded: "
                        + root.getMessage()
                        + ". Expected: a folder for temporary files with 80 MB of room from which programs"
                        + " may be run (mounted without noexec). Received: java.io.tmpdir="
                        + System.getProperty("java.io.tmpdir") + ". Name another one: -Djava.io.tmpdir=FOLDER, in"
                        + " MILLRACE_JAVA_OPTS or JAVA_TOOL_OPTIONS.",
                e);
    }

    /// A text as SQL writes it.
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /// A name as SQL writes it.
    static String name(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The columns of what `SELECT … FROM from` gives.
    List<Described> describe(String from) throws SQLException {
        List<Described> columns = new ArrayList<>();
        for (List<String> row : rows("DESCRIBE SELECT * FROM " + from)) {
            columns.add(new Described(row.get(0), row.get(1)));
        }
        return columns;
    }

    /// A small result, whole, as texts; null is "".
    List<List<String>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    String value = result.getString(i);
                    row.add(value == null ? "" : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /// The rows of a result, in order, some thousand at a time.
    ///
    /// @param columns how many the result has
    Chunks read(String sql, int columns) throws SQLException {
        return new Chunks(this, sql, columns);
    }

    /// A result that is being read.
    ///
    /// Where reading fails in the middle, the driver says that there is nothing more. So a last row is added, which
    /// says that all others came before it.
    static final class Chunks implements AutoCloseable {
        private final DuckDb database;
        private final String sql;
        private final int columns;
        private final DuckDBPreparedStatement statement;
        private final DuckDBChunkedResult result;
        private boolean ended;
        private int size;

        private Chunks(DuckDb database, String sql, int columns) throws SQLException {
            this.database = database;
            this.sql = sql;
            this.columns = columns;
            String none = String.join(", ", Collections.nCopies(columns, "NULL"));
            statement = database.connection.prepare(
                    "SELECT *, false FROM (" + sql + ") UNION ALL SELECT " + none + ", true");
            try {
                result = statement.query();
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        }

        /// Goes to the next rows; false where there are no more.
        ///
        /// @throws SQLException if the result cannot be read to its end
        boolean next() throws SQLException {
            if (ended) {
                return false;
            }
            if (!result.nextChunk()) {
                throw database.failure(sql);
            }
            size = (int) result.chunk().rowCount();
            ended = result.chunk().vector(columns).getBoolean(size - 1);
            size -= ended ? 1 : 0;
            return size > 0 || !ended;
        }

        /// How many rows `next` went to.
        int size() {
            return size;
        }

        /// A column of the rows that `next` went to; gone with the next call of it.
        DuckDBReadableVector column(int index) {
            return result.chunk().vector(index);
        }

        @Override
        public void close() throws SQLException {
            try (statement) {
                result.close();
            }
        }
    }

    /// Runs a query to its end and drops its result.
    void evaluate(String sql) throws SQLException {
        rows("SELECT bit_xor(hash(COLUMNS(*))) FROM (" + sql + ")");
    }

    /// Why a result cannot be read to its end: runs the query again, in a way that tells.
    private SQLException failure(String sql) {
        try {
            evaluate(sql);
            return new SQLException("Reading ended before the last row, and did not when it was tried again.");
        } catch (SQLException e) {
            return e;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
            // DuckDB deletes what is in it.
            Files.deleteIfExists(temporary);
        } catch (SQLException | IOException e) {
            throw new DatasetException("DuckDB cannot be closed: " + e.getMessage(), e);
        }
    }
}
