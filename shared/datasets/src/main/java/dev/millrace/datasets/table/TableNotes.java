package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TableColumn;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TableColumn.Numeric;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.TableOptions.Missing;
import dev.millrace.datasets.table.TableOptions.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What people should know of how a table was read.
final class TableNotes {
    private static final int SHOWN = 10;

    private final Table table;
    private final Roles roles;
    private final TableOptions options;
    private final List<String> notes = new ArrayList<>();
    private String why = "";

    TableNotes(Table table, Roles roles, TableOptions options) {
        this.table = table;
        this.roles = roles;
        this.options = options;
    }

    /// Why the targets are what they are.
    void ofTask(Task task) {
        boolean several = roles.targets().size() > 1;
        Kind kind = roles.targets().getFirst().kind();
        why = options.task().isPresent() || several || kind != Kind.NUMBER
                ? ""
                : switch (task) {
                    case CLASSES ->
                        " It holds few whole numbers, so they are classes; task: values learns them as" + " numbers.";
                    case VALUES -> " It is learnt as a number; task: classes tells its numbers apart instead.";
                };
    }

    /// What there is.
    void ofResult(Schema schema, List<TableColumn> columns, int train, int validation, int test) {
        long rows = (long) train + validation + test;
        notes.add(table.name() + ": " + count(rows, "row") + ", "
                + count(table.columns().size(), "column") + written(table.dialect()) + ".");
        notes.add(inputs(columns, schema.inputs().shape().size()));
        notes.add(target(schema.targets()));
        if (!roles.leftOut().isEmpty()) {
            notes.add("Left out: " + shown(roles.leftOut()) + ".");
        }
        roles.weight().ifPresent(cell -> notes.add("Weights: " + cell.name() + "."));
        notes.add(train + " rows to train with, " + validation + " to validate with, " + test + " to test on.");
    }

    private static String written(CsvDialect dialect) {
        Optional<String> delimiter = dialect.delimiter().map(c -> c == '\t' ? "tabs" : "'" + c + "'");
        return delimiter
                .map(c -> ", divided by " + c + ", " + (dialect.header().orElse(true) ? "with" : "without")
                        + " a header, numbers with a decimal "
                        + (dialect.decimal().orElse('.') == ',' ? "comma" : "point")
                        + dialect.thousands()
                                .map(t -> " and '" + t + "' between thousands")
                                .orElse("")
                        + dialect.encoding()
                                .filter(e -> !e.equals("utf-8"))
                                .map(e -> ", in " + e)
                                .orElse(""))
                .orElse("");
    }

    private String inputs(List<TableColumn> columns, int width) {
        List<String> parts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<String> names = columns.stream()
                    .filter(column -> column.kind() == kind)
                    .map(column -> column instanceof Category c && c.oneHot()
                            ? c.name() + " (" + c.values().size() + ")"
                            : column.name())
                    .toList();
            if (!names.isEmpty()) {
                parts.add(what(kind) + ": " + shown(names));
            }
        }
        return "The input has " + count(width, "value") + ". " + String.join("; ", parts) + "."
                + (options.standardize() ? " Numbers are standardised." : "");
    }

    private String what(Kind kind) {
        return switch (kind) {
            case NUMBER -> "Numbers";
            case BOOLEAN -> "True or false, as 1 or 0";
            case DATE -> "Dates, as days since 1970";
            case TEXT ->
                options.oneHot() ? "Texts, with a place for each value" : "Texts, as the number of their value";
        };
    }

    private String target(Targets targets) {
        String names = shown(roles.targets().stream().map(Table.Cell::name).toList());
        return switch (targets) {
            case Targets.Classes classes ->
                "Target: " + names + ", " + classes.count() + " classes: " + shown(classes.names()) + "." + why;
            case Targets.Values values ->
                "Target: " + names + ", " + (values.columns().size() == 1 ? "a number" : "numbers") + " with mean "
                        + numbers(values.mean()) + " and standard deviation " + numbers(values.deviation()) + "." + why;
        };
    }

    private static String numbers(List<Double> numbers) {
        return numbers.stream()
                .limit(SHOWN)
                .map(number -> String.format(Locale.ROOT, "%.4g", number))
                .collect(Collectors.joining(", "));
    }

    /// What became of single cells.
    void ofCells(List<TableColumn> columns, long[] missing, long[] unknown, boolean roundedTarget) {
        List<String> constant = new ArrayList<>();
        for (int i = 0; i < missing.length; i++) {
            TableColumn column = columns.get(i);
            if (missing[i] > 0) {
                notes.add(
                        "Column '" + column.name() + "': " + count(missing[i], "missing value") + filled(column) + ".");
            }
            if (unknown[i] > 0) {
                notes.add("Column '" + column.name() + "': in " + count(unknown[i], "row")
                        + " to validate with or to test on there is a text that no row to train with has; its input is"
                        + " 0.");
            }
            if (column instanceof Numeric numeric && numeric.deviation() == 0) {
                constant.add(column.name());
            }
        }
        if (!constant.isEmpty()) {
            notes.add("Always the same in the rows to train with, so that the input is always 0: " + shown(constant)
                    + ".");
        }
        if (roundedTarget) {
            notes.add("Some targets are whole numbers above 16,777,216 and are rounded to 24 bits.");
        }
    }

    private String filled(TableColumn column) {
        return switch (column) {
            case Category category ->
                category.missing() == Category.Missing.VALUE ? ", a value of their own" : ", whose input is 0";
            case Numeric numeric ->
                ", for which " + numeric.fill().orElseThrow() + " stands in"
                        + (options.missing() == Missing.ZERO
                                ? ""
                                : ", the " + options.missing().name().toLowerCase(Locale.ROOT) + " of the rows to train"
                                        + " with");
        };
    }

    private static String shown(List<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /// All notes, one sentence or two each.
    List<String> all() {
        return notes;
    }
}
