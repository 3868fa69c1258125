package dev.millrace.benchmarks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Columns as wide as what stands in them; the first is aligned to the left, the others to the right.
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /// A table with nothing in it yet.
    public Table(String... header) {
        rows.add(List.of(header));
    }

    /// A row, with as many cells as the header has.
    public void add(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    "A row has " + rows.getFirst().size() + " cells. Received: " + cells.length);
        }
        rows.add(List.of(cells));
    }

    /// A cell with `digits` behind the point; `-` for what is not a number.
    public static String number(int digits, double value) {
        return Double.isNaN(value)
                ? "-"
                : BigDecimal.valueOf(value)
                        .setScale(digits, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    @Override
    public String toString() {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> row, int... widths) {
        return IntStream.range(0, widths.length)
                        .mapToObj(column -> {
                            String padding =
                                    " ".repeat(widths[column] - row.get(column).length());
                            return column == 0 ? row.get(column) + padding : padding + row.get(column);
                        })
                        .collect(Collectors.joining("  "))
                        .stripTrailing()
                + System.lineSeparator();
    }
}
