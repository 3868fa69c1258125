package dev.millrace.datasets.table;

import dev.millrace.datasets.CellText;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.table.CsvRecords.Fields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The first line of a CSV file.
final class CsvHeader {
    private CsvHeader() {}

    /// The delimiter that a line `sep=;` before the header says, as Excel writes it.
    static Optional<Character> declaredDelimiter(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        String lower = line.toLowerCase(java.util.Locale.ROOT);
        return line.length() == 5 && lower.startsWith("sep=") ? Optional.of(line.charAt(4)) : Optional.empty();
    }

    /// Whether the first line holds names and no data: it holds all names that are expected, or no number.
    ///
    /// @throws DatasetException if it cannot be told
    static boolean isThere(Path file, List<String> fields, List<String> expected) {
        List<String> names = fields.stream().map(String::strip).toList();
        if (!expected.isEmpty() && names.containsAll(expected)) {
            return true;
        }
        if (names.stream().anyMatch(name -> CellText.isNumber(name) || CsvSniffer.isLikeNumber(name))) {
            throw new DatasetException(file + ", line 1: it cannot be told whether this is a header. Expected: the"
                    + " columns' names, without numbers. Received: " + CsvTable.shown(names)
                    + ". Say header: false if it is data (the columns are then column1 to column" + names.size()
                    + "), or header: true.");
        }
        return true;
    }

    /// The names of the columns, trimmed.
    ///
    /// @throws DatasetException if one is empty or there twice
    static List<String> names(Path file, Fields header) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String field : header.fields()) {
            String name = field.strip();
            int number = names.size() + 1;
            if (name.isEmpty()) {
                throw new DatasetException(file + ", line " + header.line() + ": column " + number
                        + " has no name. Expected: a name for each column. Received: "
                        + String.join(",", header.fields().stream().limit(8).toList())
                        + ". Give it one in the file; a delimiter at the line's end also makes a column.");
            }
            Integer before = seen.put(name, number);
            if (before != null) {
                throw new DatasetException(file + ", line " + header.line() + ": columns " + before + " and " + number
                        + " are both called '" + name + "'. Expected: a name of its own for each column. Rename one in"
                        + " the file.");
            }
            names.add(name);
        }
        return names;
    }
}
