package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.Table.Cell;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What each column of a table is for.
///
/// @param inputs columns that go into the model, at least one, in the order of the input
/// @param targets columns that should come out, at least one
/// @param weight column of weights
/// @param leftOut names of all others
/// @param saidTexts names of columns of which a person said that they hold texts
record Roles(
        List<Cell> inputs, List<Cell> targets, Optional<Cell> weight, List<String> leftOut, Set<String> saidTexts) {
    /// @throws DatasetException if a column cannot be what it should be
    /// @throws dev.millrace.nn.DescriptionException if there is no column of a name that was said
    static Roles of(Table table, TableOptions options) {
        options.types().keySet().forEach(table::column);
        options.ignore().forEach(table::column);
        Set<String> outside = new LinkedHashSet<>(options.targets());
        options.weight().ifPresent(outside::add);
        if (outside.size()
                < options.targets().size() + options.weight().stream().count()) {
            throw new DatasetException("A column is a target or the weight, and that once. Received: target "
                    + String.join(", ", options.targets())
                    + options.weight().map(name -> ", weight " + name).orElse("") + ".");
        }
        for (String name : options.columns()) {
            if (outside.contains(name)) {
                throw new DatasetException("Column '" + name + "' is what should come out, or the weight, and cannot go"
                        + " in. Leave it out of 'columns'.");
            }
        }
        for (String name : options.ignore()) {
            if (outside.contains(name) || options.columns().contains(name)) {
                throw new DatasetException(
                        "Column '" + name + "' is used, and to be left out by 'ignore'. Say one of" + " the two.");
            }
        }
        Set<String> ignored = new HashSet<>(options.ignore());
        List<Cell> targets = cells(table, options.targets(), options);
        Optional<Cell> weight = options.weight().map(name -> cell(table, name, options.types()));
        List<String> chosen = options.columns().isEmpty()
                ? table.columns().stream()
                        .map(Table.Column::name)
                        .filter(name -> !outside.contains(name) && !ignored.contains(name))
                        .toList()
                : List.copyOf(new LinkedHashSet<>(options.columns()));
        if (chosen.isEmpty()) {
            throw new DatasetException(table.name() + " has no column that goes into a model. Expected: at least one"
                    + " beside the target. Received: "
                    + String.join(
                            ", ",
                            table.columns().stream().map(Table.Column::name).toList())
                    + ". If these are several columns in one, say delimiter.");
        }
        List<Cell> inputs = cells(table, chosen, options);
        Set<String> used = new HashSet<>(chosen);
        used.addAll(outside);
        List<String> leftOut = table.columns().stream()
                .map(Table.Column::name)
                .filter(name -> !used.contains(name))
                .toList();
        weight.filter(cell -> cell.kind() != Kind.NUMBER).ifPresent(cell -> {
            throw new DatasetException(table.name() + ", column '" + cell.name() + "': a weight is a number. Received: "
                    + table.column(cell.name()).type() + ".");
        });
        targets.stream().filter(cell -> cell.kind() == Kind.DATE).forEach(cell -> {
            throw new DatasetException(table.name() + ", column '" + cell.name() + "': a target is a number, a text, or"
                    + " true and false. Received: a date. Make a number of it in a query.");
        });
        Set<String> saidTexts = options.types().entrySet().stream()
                .filter(type -> type.getValue() == Kind.TEXT)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new Roles(inputs, targets, weight, leftOut, saidTexts);
    }

    private static List<Cell> cells(Table table, List<String> names, TableOptions options) {
        return names.stream().map(name -> cell(table, name, options.types())).toList();
    }

    /// How a column is read.
    ///
    /// @param types what columns should be read as, where it is not what they hold
    static Cell cell(Table table, String name, Map<String, Kind> types) {
        Table.Column column = table.column(name);
        Kind asked = types.get(name);
        if (column.kind().isEmpty()) {
            throw new DatasetException(table.name() + ", column '" + name + "': this type goes into no model: "
                    + column.type()
                    + ". Expected: numbers, texts, true and false, or dates. Leave it out with ignore: ["
                    + name + "], or take out of it what you need in a query.");
        }
        Kind kind = column.kind().get();
        if (asked == null || asked == kind) {
            return new Cell(name, kind);
        }
        if (asked != Kind.TEXT && !(asked == Kind.NUMBER && kind == Kind.BOOLEAN)) {
            throw new DatasetException(table.name() + ", column '" + name + "': "
                    + asked.name().toLowerCase(Locale.ROOT) + " is expected. Received: " + column.type()
                    + ". Convert it in a query: CAST(" + DuckDb.name(name) + " AS …).");
        }
        return new Cell(name, asked);
    }

    /// All columns that are read, inputs first.
    List<Cell> cells() {
        return Stream.of(inputs, targets, weight.stream().toList())
                .flatMap(List::stream)
                .toList();
    }

    /// Where the first target stands among all columns.
    int targetAt() {
        return inputs.size();
    }

    /// Where the weight stands among all columns.
    int weightAt() {
        return inputs.size() + targets.size();
    }
}
