package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says what is wrong with a CSV file that could not be read: reads it again, to the first row that is wrong.
final class CsvRejects {
    private static final Pattern RECEIVED = Pattern.compile("Could not convert string \"(.*)\" to '", Pattern.DOTALL);
    private static final Pattern COLUMNS = Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");

    private CsvRejects() {}

    /// @param sql that was run
    static DatasetException explain(CsvTable table, DuckDb database, String sql, SQLException cause) {
        try {
            database.evaluate(table.keepingRejects(sql));
            List<List<String>> rejects =
                    database.rows("SELECT line_byte_position, error_type, column_name, error_message FROM reject_errors"
                            + " ORDER BY line_byte_position LIMIT 1");
            if (!rejects.isEmpty()) {
                return explain(table, rejects.getFirst(), cause);
            }
        } catch (SQLException | IOException e) {
            cause.addSuppressed(e);
        }
        OptionalLong mixed = mixedBreaks(table);
        if (mixed.isPresent()) {
            return new DatasetException(
                    table.text().file() + ", line " + mixed.getAsLong()
                            + ": this line ends otherwise than the first. Expected: LF or CR LF after every line."
                            + " Convert the file, for example with dos2unix.",
                    cause);
        }
        return new DatasetException(table.text().file() + " cannot be read: " + DuckDbErrors.plain(cause), cause);
    }

    private static OptionalLong mixedBreaks(CsvTable table) {
        try {
            return CsvRecords.mixedBreaks(table.text().plain());
        } catch (IOException e) {
            throw TableFile.unreadable(table.text().file(), e);
        }
    }

    private static DatasetException explain(CsvTable table, List<String> reject, SQLException cause)
            throws IOException {
        long line = CsvRecords.line(table.text().plain(), Long.parseLong(reject.get(0)) - 1);
        String place = table.text().file() + ", line " + line;
        String type = reject.get(1);
        String column = reject.get(2);
        String message = reject.get(3);
        Matcher columns = COLUMNS.matcher(message);
        if (type.equals("CAST")) {
            Matcher received = RECEIVED.matcher(message);
            String text = received.find() ? "'" + received.group(1) + "'" : "something else";
            return new DatasetException(
                    place + ", column '" + column + "': " + text + " is not " + expected(table, column)
                            + ", as the values before it are. Correct it; or, if it stands for a missing value, say"
                            + " na_values: [" + text + "]; or, if the column holds texts, types: {" + column
                            + ": text}.",
                    cause);
        } else if (columns.find()) {
            return new DatasetException(
                    place + ": this row has not as many fields as the first line. Expected: " + columns.group(1)
                            + ", divided by '"
                            + shown(table.dialect().delimiter().orElseThrow()) + "'. Received: "
                            + columns.group(2) + ". A field that holds the delimiter stands in quotes.",
                    cause);
        } else if (type.equals("UNQUOTED VALUE")) {
            return new DatasetException(
                    place + ": a quote (" + table.dialect().quote() + ") is opened and not closed before a delimiter"
                            + " or the end of the file. Close it; inside quotes, a quote is doubled.",
                    cause);
        } else if (type.equals("INVALID ENCODING")) {
            return CsvText.notIn(table.text().encoding(), table.text().file(), line, cause);
        }
        return new DatasetException(place + ": " + message, cause);
    }

    private static String shown(char delimiter) {
        return delimiter == '\t' ? "tab" : String.valueOf(delimiter);
    }

    private static String expected(CsvTable table, String column) {
        Kind kind = table.column(column).kind().orElseThrow();
        return switch (kind) {
            case NUMBER ->
                "a number with "
                        + (table.dialect().decimal().orElseThrow() == ',' ? "a decimal comma" : "a decimal" + " point");
            case BOOLEAN -> "true or false";
            case DATE -> "a date like 2026-01-31";
            case TEXT -> "a text";
        };
    }
}
