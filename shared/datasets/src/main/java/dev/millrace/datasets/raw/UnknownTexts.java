package dev.millrace.datasets.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is said of texts that no row to train with had.
public final class UnknownTexts {
    private UnknownTexts() {}

    /// One sentence for each column.
    ///
    /// @param rows in how many rows there is such a text, by column
    public static List<String> notes(Map<String, Long> rows) {
        List<String> notes = new ArrayList<>();
        rows.forEach((column, count) -> notes.add("column '" + column + "': in " + count
                + (count == 1 ? " row" : " rows") + " there is a text that no row to train with had; its input is 0."));
        return notes;
    }
}
