package dev.millrace.standalone.output;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Text in columns that are as wide as what is in them.
///
/// @param rows the headings first; each has as many cells as there are columns
/// @param toTheRight whether a column's cells end below each other; one for each column
public record TextTable(List<List<String>> rows, List<Boolean> toTheRight) {
    public TextTable {
        rows = List.copyOf(rows);
        toTheRight = List.copyOf(toTheRight);
    }

    /// A line for each row.
    public List<String> lines() {
        int[] widths = new int[toTheRight.size()];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], length(row.get(i)))));
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(i -> aligned(row.get(i), widths[i], toTheRight.get(i)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    private static String aligned(String cell, int width, boolean right) {
        String space = " ".repeat(width - length(cell));
        return right ? space + cell : cell + space;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
