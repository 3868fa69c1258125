package dev.millrace.datasets.table;

import dev.millrace.datasets.CellText;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.CsvRecords.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds out how a CSV file is written from its first records. What more than one answer fits is not guessed.
final class CsvSniffer {
    private static final String DELIMITERS = ",;\t|";
    private static final int RECORDS_FOR_DELIMITER = 200;
    private static final int RECORDS = 20_000;

    private static final Pattern POINT = Pattern.compile("[+-]?\\d+\\.\\d+");
    private static final Pattern COMMA = Pattern.compile("[+-]?\\d+,\\d+");
    /// Three digits after a comma: a fraction or a group of thousands.
    private static final Pattern EITHER = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern COMMA_AND_THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(\\.\\d{3})+,\\d+");
    private static final Pattern POINT_AND_THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+\\.\\d+");
    /// A number in some way of writing it.
    private static final Pattern NUMBER_LIKE = Pattern.compile("[+-]?\\d{1,3}(\\d*|([.,' ]\\d{3})+)([.,]\\d+)?");

    private final String text;
    private final boolean whole;

    /// @param text the beginning of the file
    /// @param whole whether it is all of it
    CsvSniffer(String text, boolean whole) {
        this.text = text;
        this.whole = whole;
    }

    /// The first records, as `dialect` says.
    List<Fields> records(CsvDialect dialect) {
        return CsvRecords.parse(text, dialect.delimiter().orElse(','), dialect.quote(), whole, RECORDS);
    }

    /// The character that divides most records into as many fields as the first: of several, the one that makes most
    /// fields. A comma where nothing divides the first.
    char delimiter(char quote) {
        char best = ',';
        double bestShare = 0;
        int bestFields = 1;
        for (int i = 0; i < DELIMITERS.length(); i++) {
            char delimiter = DELIMITERS.charAt(i);
            List<Fields> records = CsvRecords.parse(text, delimiter, quote, whole, RECORDS_FOR_DELIMITER);
            int fields = records.isEmpty() ? 0 : records.getFirst().fields().size();
            if (fields < 2) {
                continue;
            }
            double alike =
                    records.stream().filter(r -> r.fields().size() == fields).count();
            double share = alike / records.size();
            if (share > bestShare || (share == bestShare && fields > bestFields)) {
                best = delimiter;
                bestShare = share;
                bestFields = fields;
            }
        }
        return best;
    }

    /// The same dialect, and how numbers are written where it does not say so.
    static CsvDialect withNumbers(CsvDialect dialect, List<Fields> rows, int columns) {
        int comma = 0;
        int point = 0;
        boolean commaThousands = false;
        boolean pointThousands = false;
        for (int column = 0; column < columns; column++) {
            List<String> cells = cells(rows, column, dialect.naValues());
            boolean commas = cells.stream()
                    .anyMatch(c ->
                            COMMA.matcher(c).matches() && !EITHER.matcher(c).matches());
            if (cells.stream().allMatch(c -> matches(c, COMMA, WHOLE, COMMA_AND_THOUSANDS))) {
                boolean grouped = cells.stream()
                        .anyMatch(c -> COMMA_AND_THOUSANDS.matcher(c).matches());
                comma += commas || grouped ? 1 : 0;
                pointThousands |= grouped;
            }
            if (cells.stream().allMatch(c -> matches(c, POINT, WHOLE, POINT_AND_THOUSANDS))) {
                boolean grouped = cells.stream()
                        .anyMatch(c -> POINT_AND_THOUSANDS.matcher(c).matches());
                point +=
                        grouped || cells.stream().anyMatch(c -> POINT.matcher(c).matches()) ? 1 : 0;
                commaThousands |= grouped;
            }
        }
        // Points in some columns may group thousands where commas are decimal in others.
        char decimal = dialect.decimal().orElse(comma > 0 && (point == 0 || pointThousands) ? ',' : '.');
        Optional<Character> thousands = dialect.thousands();
        if (thousands.isEmpty() && decimal == ',' && pointThousands) {
            thousands = Optional.of('.');
        } else if (thousands.isEmpty() && decimal == '.' && commaThousands) {
            thousands = Optional.of(',');
        }
        return new CsvDialect(
                dialect.delimiter(),
                dialect.quote(),
                Optional.of(decimal),
                thousands,
                dialect.encoding(),
                dialect.header(),
                dialect.naValues());
    }

    private static boolean matches(String cell, Pattern... patterns) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(cell).matches()) {
                return true;
            }
        }
        return false;
    }

    /// What the cells of a column hold; texts where they hold nothing.
    static Kind kind(List<Fields> rows, int column, CsvDialect dialect) {
        List<String> cells = cells(rows, column, dialect.naValues());
        if (cells.isEmpty()) {
            return Kind.TEXT;
        } else if (cells.stream().allMatch(cell -> isNumber(cell, dialect))) {
            return Kind.NUMBER;
        } else if (cells.stream().allMatch(c -> c.equalsIgnoreCase("true") || c.equalsIgnoreCase("false"))) {
            return Kind.BOOLEAN;
        } else {
            return cells.stream().allMatch(CellText::isDate) ? Kind.DATE : Kind.TEXT;
        }
    }

    /// Whether `cell` is a number as `dialect` writes them.
    static boolean isNumber(String cell, CsvDialect dialect) {
        String plain = dialect.thousands()
                .map(c -> cell.replace(String.valueOf(c), ""))
                .orElse(cell);
        return CellText.isNumber(dialect.decimal().equals(Optional.of(',')) ? plain.replace(',', '.') : plain);
    }

    /// Whether `cell` is a number in some way of writing it.
    static boolean isLikeNumber(String cell) {
        return CellText.isNumber(cell) || NUMBER_LIKE.matcher(cell.strip()).matches();
    }

    private static List<String> cells(List<Fields> rows, int column, List<String> naValues) {
        List<String> cells = new ArrayList<>();
        for (Fields row : rows) {
            String cell =
                    column < row.fields().size() ? row.fields().get(column).strip() : "";
            if (!cell.isEmpty() && !naValues.contains(cell)) {
                cells.add(cell);
            }
        }
        return cells;
    }
}
