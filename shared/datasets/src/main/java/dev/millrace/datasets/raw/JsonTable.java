package dev.millrace.datasets.raw;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TablePreparation;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rows of a table in JSON. Immutable.
record JsonTable(TablePreparation preparation) {
    InputRows read(JsonNode rows) {
        ByteBuffer data = InputRows.room(rows.size(), Math.multiplyExact(preparation.width(), Float.BYTES));
        Map<String, Long> unknown = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String where = "Row " + (i + 1);
            Map<String, String> row = texts(rows.path(i), where);
            try {
                for (float input : preparation.prepare(row)) {
                    data.putFloat(input);
                }
            } catch (DatasetException e) {
                throw new DatasetException(where + ": " + e.getMessage(), e);
            }
            for (TableColumn column : preparation.columns()) {
                String text = row.get(column.name());
                if (column instanceof Category category && text != null && category.number(text) == Category.UNKNOWN) {
                    unknown.merge(column.name(), 1L, Long::sum);
                }
            }
        }
        return new InputRows(rows.size(), data.flip(), UnknownTexts.notes(unknown));
    }

    private Map<String, String> texts(JsonNode row, String where) {
        Map<String, String> texts = new HashMap<>();
        if (row.isObject()) {
            row.properties().forEach(field -> put(field.getKey(), field.getValue(), where, texts));
            return texts;
        }
        List<TableColumn> columns = preparation.columns();
        if (!row.isArray() || row.size() != columns.size()) {
            throw new DatasetException(where + " is "
                    + (row.isArray() ? "an array of " + row.size() : JsonArrays.kind(row))
                    + ". Expected: an object with the columns, or an array of " + columns.size()
                    + " values in their order: " + preparation.names() + ".");
        }
        for (int i = 0; i < columns.size(); i++) {
            put(columns.get(i).name(), row.path(i), where, texts);
        }
        return texts;
    }

    /// A missing value is null.
    private void put(String column, JsonNode value, String where, Map<String, String> texts) {
        if (!value.isValueNode()) {
            throw new DatasetException(where + ", column '" + column + "': " + JsonArrays.kind(value)
                    + ". Expected: a number, a text, true, false or null.");
        }
        if (!value.isNull()) {
            texts.put(column, value.asText());
        }
    }
}
