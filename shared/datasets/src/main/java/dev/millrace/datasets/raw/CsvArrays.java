package dev.millrace.datasets.raw;

import dev.millrace.datasets.CellText;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.table.CsvRecords;
import dev.millrace.datasets.table.CsvRecords.Fields;
import java.nio.ByteBuffer;
import java.util.List;

/// Rows of numbers in CSV, for a model that was not trained with a table: the names of the columns say nothing to it,
/// their order does.
final class CsvArrays {
    private CsvArrays() {}

    static InputRows read(String text, Schema.Inputs inputs) {
        String first = text.lines().findFirst().orElse("");
        char delimiter = first.indexOf(';') >= 0 ? ';' : first.indexOf('\t') >= 0 ? '\t' : ',';
        List<Fields> records = CsvRecords.parse(text, delimiter, '"', true, Integer.MAX_VALUE);
        if (records.size() < 2) {
            throw new DatasetException("CSV is a line with the columns' names, then one per row. Received: "
                    + records.size() + (records.size() == 1 ? " line." : " lines."));
        }
        int width = inputs.shape().size();
        List<String> names = records.getFirst().fields();
        ByteBuffer data = InputRows.room(records.size() - 1, inputs.bytes());
        for (Fields row : records.subList(1, records.size())) {
            if (row.fields().size() != width || names.size() != width) {
                throw new DatasetException(
                        "Line " + row.line() + " has " + row.fields().size() + " values, under " + names.size()
                                + " names. Expected: " + width + ", for inputs of shape " + inputs.shape() + ".");
            }
            for (int i = 0; i < width; i++) {
                String cell = row.fields().get(i);
                String where = "Line " + row.line() + ", column '" + names.get(i) + "'";
                if (!CellText.isNumber(cell)) {
                    throw new DatasetException(where + ": Expected: a number, like 12.5. Received: '" + cell + "'.");
                }
                Numbers.put(Double.parseDouble(cell.strip()), cell, inputs.dtype(), where, data);
            }
        }
        return new InputRows(records.size() - 1, data.flip(), List.of());
    }
}
