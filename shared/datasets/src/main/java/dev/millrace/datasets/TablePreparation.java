package dev.millrace.datasets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TableColumn.Numeric;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The columns of a table, each made into one or several values of the input, one after the other; and where to find
/// them, targets and weights in a file.
///
/// @param columns in the order in which their values stand in the input
/// @param targets columns that hold what should come out
/// @param weight column that holds the examples' weights
/// @param dialect how the CSV file was written that was trained with; unknown where it was none
public record TablePreparation(
        List<TableColumn> columns, List<Target> targets, Optional<String> weight, CsvDialect dialect)
        implements Preparation {
    static final String KIND = "table";

    /// A column that holds what should come out.
    ///
    /// @param name of the column
    /// @param kind of its cells
    public record Target(String name, Kind kind) {}

    public TablePreparation {
        columns = List.copyOf(columns);
        targets = List.copyOf(targets);
    }

    /// How many values the input has.
    public int width() {
        return columns.stream().mapToInt(TableColumn::width).sum();
    }

    /// The names of the columns, for people: `rooms, city`.
    public String names() {
        return String.join(", ", columns.stream().map(TableColumn::name).toList());
    }

    /// The input that one row makes, `(width,)`.
    ///
    /// @param row texts by the names of their columns; numbers with a decimal point, dates like 2026-01-31, and a
    /// missing value left out or empty. Columns that are not part of the input are passed over.
    /// @throws DatasetException if a value is missing or not what its column holds; the message names the column
    public float[] prepare(Map<String, String> row) {
        float[] inputs = new float[width()];
        int at = 0;
        for (TableColumn column : columns) {
            String text = row.get(column.name());
            boolean missing = text == null || (text.isEmpty() && !hasEmptyText(column));
            if (missing && !column.fillsMissing()) {
                throw new DatasetException("Column '" + column.name() + "' is missing. Expected: " + names()
                        + ". Received: " + String.join(", ", row.keySet()) + ".");
            }
            switch (column) {
                case Numeric numeric -> {
                    float input = numeric.input(
                            text == null || missing ? Double.NaN : CellText.value(column.name(), column.kind(), text));
                    if (!Float.isFinite(input)) {
                        throw CellText.tooLarge(column.name(), String.valueOf(text));
                    }
                    inputs[at] = input;
                }
                case Category category -> category.put(category.number(missing ? null : text), inputs, at);
            }
            at += column.width();
        }
        return inputs;
    }

    private static boolean hasEmptyText(TableColumn column) {
        return column instanceof Category category && category.values().contains("");
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("columns");
        for (TableColumn column : columns) {
            ObjectNode one = column(array.addObject(), column.name(), column.kind());
            switch (column) {
                case Numeric numeric -> {
                    one.put("mean", numeric.mean());
                    one.put("deviation", numeric.deviation());
                    numeric.fill().ifPresent(fill -> one.put("fill", fill));
                }
                case Category category -> {
                    category.values().forEach(one.putArray("values")::add);
                    one.put("one_hot", category.oneHot());
                    one.put("missing", category.missing().name().toLowerCase(Locale.ROOT));
                }
            }
        }
        ArrayNode of = json.putArray("targets");
        targets.forEach(target -> column(of.addObject(), target.name(), target.kind()));
        weight.ifPresent(name -> json.put("weight", name));
        json.set("csv", dialect.toJson());
        return json;
    }

    private static ObjectNode column(ObjectNode json, String name, Kind kind) {
        json.put("name", name);
        json.put("type", kind.name().toLowerCase(Locale.ROOT));
        return json;
    }

    static TablePreparation of(Options options) {
        return new TablePreparation(
                options.children("columns").stream()
                        .map(TablePreparation::column)
                        .toList(),
                options.children("targets").stream()
                        .map(target -> new Target(target.text("name"), target.constant("type", Kind.class)))
                        .toList(),
                options.optionalText("weight"),
                options.optionalChild("csv").map(CsvDialect::of).orElse(CsvDialect.UNKNOWN));
    }

    private static TableColumn column(Options options) {
        String name = options.text("name");
        Kind kind = options.constant("type", Kind.class);
        return switch (kind) {
            case TEXT ->
                new Category(
                        name,
                        options.texts("values"),
                        options.flag("one_hot", true),
                        options.constant("missing", Category.Missing.class));
            case NUMBER, BOOLEAN, DATE -> {
                OptionalDouble fill = options.optionalNumber("fill");
                yield new Numeric(name, kind, options.number("mean"), options.number("deviation"), fill);
            }
        };
    }
}
