package dev.millrace.datasets.raw;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Schema;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/// Arrays of numbers in JSON, one for each input. Immutable.
record JsonArrays(Schema.Inputs inputs) {
    InputRows read(JsonNode rows) {
        ByteBuffer data = InputRows.room(rows.size(), inputs.bytes());
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.path(i);
            String where = "Row " + (i + 1);
            if (!row.isArray()) {
                throw new DatasetException(where + " is " + kind(row) + ". Expected: an array of numbers of shape "
                        + inputs.shape() + ".");
            }
            List<Integer> dims = inputs.shape().dims();
            boolean flat =
                    row.path(0).isValueNode() && row.size() == inputs.shape().size();
            put(row, flat ? List.of(row.size()) : dims, where, data);
        }
        return new InputRows(rows.size(), data.flip(), List.of());
    }

    private void put(JsonNode node, List<Integer> dims, String where, ByteBuffer data) {
        if (dims.isEmpty()) {
            if (!node.isNumber()) {
                throw new DatasetException(where + " is " + kind(node) + ". Expected: a number.");
            }
            Numbers.put(node.doubleValue(), node.asText(), inputs.dtype(), where, data);
            return;
        }
        if (!node.isArray() || node.size() != dims.getFirst()) {
            throw new DatasetException(where + " is "
                    + (node.isArray() ? "an array of " + node.size() : kind(node)) + ". Expected: an array of "
                    + dims.getFirst() + ", in inputs of shape " + inputs.shape() + ".");
        }
        for (int i = 0; i < node.size(); i++) {
            put(node.path(i), dims.subList(1, dims.size()), where + "[" + i + "]", data);
        }
    }

    /// What a value is, for people.
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case MISSING -> "nothing";
            case NUMBER, BOOLEAN, NULL, BINARY, POJO ->
                node.isNumber() ? "a number" : node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
