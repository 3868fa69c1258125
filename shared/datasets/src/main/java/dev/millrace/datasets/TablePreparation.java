package dev.millrace.datasets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The columns of a table, each made into one or several values of the input, one after the other.
///
/// @param columns in the order in which their values stand in the input
public record TablePreparation(List<Column> columns) implements Preparation {
    static final String KIND = "table";

    public TablePreparation {
        columns = List.copyOf(columns);
    }

    /// One column, by its name in the table.
    public sealed interface Column {
        /// Its name in the table.
        String name();

        /// How many values of the input it makes.
        int width();
    }

    /// A column of numbers: `(x - mean) / deviation`; with a deviation of 0, 0.
    ///
    /// @param mean subtracted; 0 where the column is not standardised
    /// @param deviation divided by; 1 where the column is not standardised
    public record Numeric(String name, double mean, double deviation) implements Column {
        @Override
        public int width() {
            return 1;
        }
    }

    /// A column of texts, each one of some values.
    ///
    /// @param values in sorted order
    /// @param oneHot whether each value has a place of its own that is 1; else the value's number is the input
    public record Category(String name, List<String> values, boolean oneHot) implements Column {
        public Category {
            values = List.copyOf(values);
        }

        @Override
        public int width() {
            return oneHot ? values.size() : 1;
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("columns");
        for (Column column : columns) {
            ObjectNode one = array.addObject();
            one.put("name", column.name());
            switch (column) {
                case Numeric numeric -> {
                    one.put("mean", numeric.mean());
                    one.put("deviation", numeric.deviation());
                }
                case Category category -> {
                    category.values().forEach(one.putArray("values")::add);
                    one.put("one_hot", category.oneHot());
                }
            }
        }
        return json;
    }

    static TablePreparation of(Options options) {
        return new TablePreparation(options.children("columns").stream()
                .map(TablePreparation::column)
                .toList());
    }

    private static Column column(Options options) {
        String name = options.text("name");
        return options.has("values")
                ? new Category(name, options.texts("values"), options.flag("one_hot", true))
                : new Numeric(name, options.number("mean"), options.number("deviation"));
    }
}
