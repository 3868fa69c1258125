package dev.millrace.datasets;

import dev.millrace.datasets.TableColumn.Kind;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the text of a table's cell says: the same values as where a file is read by the database.
public final class CellText {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern DATE =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?)?");
    private static final List<String> TRUE = List.of("true", "t", "1", "yes", "y");
    private static final List<String> FALSE = List.of("false", "f", "0", "no", "n");
    private static final LocalDateTime EPOCH = LocalDate.EPOCH.atStartOfDay();
    private static final double MICROS_PER_DAY = 86_400_000_000.0;

    private CellText() {}

    /// Whether `text` is a number with a decimal point.
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text.strip()).matches();
    }

    /// Whether `text` is a date, or a date with a time, as ISO 8601 writes them: `2026-01-31`, `2026-01-31 12:00`.
    public static boolean isDate(String text) {
        return DATE.matcher(text).matches();
    }

    /// Days since 1970-01-01 of a moment that is `micros` microseconds after it.
    public static double days(long micros) {
        return micros / MICROS_PER_DAY;
    }

    /// The value of a cell that is no text.
    ///
    /// @throws DatasetException if it has none of that kind
    static double value(String column, Kind kind, String text) {
        return switch (kind) {
            case NUMBER -> {
                if (!isNumber(text)) {
                    throw wrong(column, "a number, like 12.5", text);
                }
                double value = Double.parseDouble(text.strip());
                if (!Double.isFinite(value)) {
                    throw tooLarge(column, text);
                }
                yield value;
            }
            case BOOLEAN -> {
                String lower = text.toLowerCase(Locale.ROOT);
                if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
                    throw wrong(column, "true or false", text);
                }
                yield TRUE.contains(lower) ? 1 : 0;
            }
            case DATE -> days(micros(column, text));
            case TEXT -> throw new IllegalArgumentException("A text has no number: " + column);
        };
    }

    private static long micros(String column, String text) {
        try {
            if (isDate(text)) {
                LocalDateTime time = text.length() == "2026-01-31".length()
                        ? LocalDate.parse(text).atStartOfDay()
                        : LocalDateTime.parse(text.replace(' ', 'T'));
                return ChronoUnit.MICROS.between(EPOCH, time);
            }
        } catch (DateTimeParseException e) {
            throw new DatasetException(
                    "Column '" + column + "' holds something else. Expected: a date that there is. Received: '" + text
                            + "'.",
                    e);
        }
        throw wrong(column, "a date, like 2026-01-31", text);
    }

    private static DatasetException wrong(String column, String expected, String text) {
        return new DatasetException(
                "Column '" + column + "' holds something else. Expected: " + expected + ". Received: '" + text + "'.");
    }

    static DatasetException tooLarge(String column, String text) {
        return new DatasetException("Column '" + column
                + "' is too large for a model's input. Expected: at most 3.4e38 once it is standardised. Received: '"
                + text + "'.");
    }
}
