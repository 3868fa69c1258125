package dev.millrace.datasets.table;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Where the records of a CSV text begin and end, and what is in the first of them: enough to find out how a file is
/// written, and in which line a row stands.
public final class CsvRecords {
    private static final int BUFFER_BYTES = 1 << 16;

    private CsvRecords() {}

    /// One record.
    ///
    /// @param line where it begins, counted from 1
    /// @param fields texts without their quotes, untrimmed
    public record Fields(long line, List<String> fields) {}

    /// The records of `text`, as RFC 4180 says. Empty lines are passed over.
    ///
    /// @param whole whether the text ends where the file does; else its last record, which may go on, is left out
    /// @param most how many records at most
    public static List<Fields> parse(String text, char delimiter, char quote, boolean whole, int most) {
        List<Fields> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        long line = 1;
        long begin = 1;
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < text.length() && records.size() < most; i++) {
            char c = text.charAt(i);
            boolean newLine = c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'));
            if (newLine) {
                line++;
            }
            if (quoted) {
                if (c != quote) {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    field.append(c);
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == quote && field.isEmpty()) {
                quoted = true;
                any = true;
            } else if (c == delimiter) {
                fields.add(field.toString());
                field.setLength(0);
                any = true;
            } else if (newLine) {
                if (any || !field.isEmpty()) {
                    fields.add(field.toString());
                    records.add(new Fields(begin, List.copyOf(fields)));
                }
                fields.clear();
                field.setLength(0);
                any = false;
                begin = line;
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (whole && !quoted && records.size() < most && (any || !field.isEmpty())) {
            fields.add(field.toString());
            records.add(new Fields(begin, List.copyOf(fields)));
        }
        return records;
    }

    /// The line in which a record of the file begins, counted from 1; empty lines are no records.
    ///
    /// @param record counted from 0, the header included
    /// @param skippedLines lines before the first record that are no records
    static long line(Path plain, char delimiter, char quote, long record, long skippedLines) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(plain), BUFFER_BYTES)) {
            long line = 1;
            long seen = 0;
            boolean quoted = false;
            boolean fieldBegins = true;
            boolean any = false;
            long begin = 1;
            int before = -1;
            for (int c = in.read(); c >= 0; before = c, c = in.read()) {
                boolean newLine = c == '\r' || (c == '\n' && before != '\r');
                line += newLine ? 1 : 0;
                if (c == quote && (quoted || fieldBegins)) {
                    // A doubled quote ends the quotes and begins them again.
                    quoted = !quoted;
                    fieldBegins = true;
                    any = true;
                } else if (quoted) {
                    fieldBegins = false;
                } else if (c == '\n' || c == '\r') {
                    if (any && begin > skippedLines && seen++ == record) {
                        return begin;
                    }
                    begin = line;
                    any = false;
                    fieldBegins = true;
                } else {
                    any = true;
                    fieldBegins = c == delimiter;
                }
            }
            return begin;
        }
    }

    /// The first line that ends otherwise than the first one, by LF where that ends by CR LF or the other way round.
    static OptionalLong mixedBreaks(Path plain) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(plain), BUFFER_BYTES)) {
            long line = 1;
            boolean firstHasReturn = false;
            int before = -1;
            for (int c = in.read(); c >= 0; before = c, c = in.read()) {
                if (c == '\n') {
                    boolean hasReturn = before == '\r';
                    if (line > 1 && hasReturn != firstHasReturn) {
                        return OptionalLong.of(line);
                    }
                    firstHasReturn = hasReturn;
                    line++;
                }
            }
            return OptionalLong.empty();
        }
    }

    /// The line of a byte, counted from 1; of the one after where line breaks stand there.
    ///
    /// @param position of the byte, counted from 0
    static long line(Path plain, long position) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(plain), BUFFER_BYTES)) {
            long line = 1;
            int before = -1;
            long at = 0;
            for (int c = in.read(); c >= 0; before = c, c = in.read(), at++) {
                boolean newLine = c == '\r' || (c == '\n' && before != '\r');
                if (at >= position && c != '\r' && c != '\n') {
                    return line;
                }
                line += newLine ? 1 : 0;
            }
            return line;
        }
    }
}
