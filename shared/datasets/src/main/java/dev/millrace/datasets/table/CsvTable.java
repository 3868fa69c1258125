package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.CsvRecords.Fields;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A CSV file, its way of writing known and its columns named.
///
/// @param skippedLines lines before the header, or before the first row
record CsvTable(CsvText text, CsvDialect dialect, List<Column> columns, long skippedLines) implements Table {
    private static final int SAMPLE_BYTES = 4 << 20;
    private static final int SHOWN = 5;

    /// Finds out how the file is written where `dialect` does not say so.
    ///
    /// @param types what columns hold where it is known, by their names
    /// @param expected columns of which a header has all; empty where none are known
    /// @throws DatasetException if it is empty or has no names for its columns
    static CsvTable open(CsvText text, CsvDialect dialect, Map<String, Kind> types, List<String> expected) {
        String head = text.head(SAMPLE_BYTES);
        boolean whole = text.isShorterThan(SAMPLE_BYTES);
        CsvSniffer sniffer = new CsvSniffer(head, whole);
        Optional<Character> declared = CsvHeader.declaredDelimiter(head);
        char delimiter = dialect.delimiter().or(() -> declared).orElseGet(() -> sniffer.delimiter(dialect.quote()));
        var divided = new CsvDialect(
                Optional.of(delimiter),
                dialect.quote(),
                dialect.decimal(),
                dialect.thousands(),
                Optional.of(text.encoding()),
                dialect.header(),
                dialect.naValues());
        List<Fields> records = new ArrayList<>(sniffer.records(divided));
        if (declared.isPresent()) {
            records.removeFirst();
        }
        if (records.isEmpty()) {
            throw new DatasetException(text.file() + " holds no complete line. Expected: a line with the columns'"
                    + " names, then one per row"
                    + (head.isBlank() ? "." : "; every quote (" + dialect.quote() + ") that is opened is closed."));
        }
        Fields first = records.getFirst();
        boolean header = dialect.header().orElseGet(() -> CsvHeader.isThere(text.file(), first.fields(), expected));
        List<String> names = header
                ? CsvHeader.names(text.file(), first)
                : IntStream.rangeClosed(1, first.fields().size())
                        .mapToObj(i -> "column" + i)
                        .toList();
        List<Fields> rows = header ? records.subList(1, records.size()) : records;
        if (header && rows.isEmpty() && whole && !head.contains(String.valueOf(dialect.quote()))) {
            throw new DatasetException(text.file() + " has a header and no rows. Expected: at least one row. Received: "
                    + shown(names) + ".");
        }
        CsvDialect written = CsvSniffer.withNumbers(divided, rows, names.size());
        CsvDialect known = new CsvDialect(
                written.delimiter(),
                written.quote(),
                written.decimal(),
                written.thousands(),
                written.encoding(),
                Optional.of(header),
                written.naValues());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Kind kind = types.get(names.get(i));
            columns.add(column(names.get(i), kind != null ? kind : CsvSniffer.kind(rows, i, known)));
        }
        return new CsvTable(text, known, columns, first.line() - 1);
    }

    static String shown(List<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    private static Column column(String name, Kind kind) {
        return new Column(name, Optional.of(kind), type(kind));
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case NUMBER -> "DOUBLE";
            case BOOLEAN -> "BOOLEAN";
            case DATE -> "TIMESTAMP";
            case TEXT -> "VARCHAR";
        };
    }

    @Override
    public String name() {
        return String.valueOf(text.file().getFileName());
    }

    @Override
    public String from() {
        return from("");
    }

    private String from(String more) {
        String columnTypes = columns.stream()
                .map(c -> DuckDb.text(c.name()) + ": " + DuckDb.text(c.type()))
                .collect(Collectors.joining(", "));
        Set<String> missing = new HashSet<>(dialect.naValues());
        missing.add("");
        return "read_csv(" + DuckDb.text(text.plain().toString()) + ", auto_detect = false, compression = 'none'"
                + ", delim = " + DuckDb.text(String.valueOf(dialect.delimiter().orElseThrow()))
                + ", quote = " + DuckDb.text(String.valueOf(dialect.quote()))
                + ", escape = " + DuckDb.text(String.valueOf(dialect.quote()))
                + ", header = " + dialect.header().orElseThrow() + ", skip = " + skippedLines
                + ", decimal_separator = "
                + DuckDb.text(String.valueOf(dialect.decimal().orElseThrow()))
                + dialect.thousands()
                        .map(c -> ", thousands = " + DuckDb.text(String.valueOf(c)))
                        .orElse("")
                + ", nullstr = "
                + missing.stream().sorted().map(DuckDb::text).collect(Collectors.joining(", ", "[", "]"))
                + ", columns = {" + columnTypes + "}" + more + ")";
    }

    @Override
    public boolean guessesTypes() {
        return true;
    }

    @Override
    public String place(long row) {
        try {
            long record = row + (dialect.header().orElseThrow() ? 1 : 0);
            return name() + ", line "
                    + CsvRecords.line(
                            text.plain(), dialect.delimiter().orElseThrow(), dialect.quote(), record, skippedLines);
        } catch (IOException e) {
            throw TableFile.unreadable(text.file(), e);
        }
    }

    @Override
    public DatasetException failed(DuckDb database, String sql, SQLException cause) {
        return CsvRejects.explain(this, database, sql, cause);
    }

    /// Whether an error is one of this file.
    boolean isMeant(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("CSV Error") && message.contains("file = " + text.plain());
    }

    /// SQL that reads as `sql` does and keeps what is wrong with the file.
    String keepingRejects(String sql) {
        return sql.replace(from(), from(", store_rejects = true, rejects_limit = 10000"));
    }
}
