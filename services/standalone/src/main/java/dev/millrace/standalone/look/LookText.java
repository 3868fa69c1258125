package dev.millrace.standalone.look;

import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.TableProfile;
import dev.millrace.standalone.output.Printable;
import dev.millrace.standalone.output.TextTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What Millrace makes of data, in lines for people.
public final class LookText {
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_VALUES = 60;
    private static final int MOST_CLASSES = 50;

    private LookText() {}

    /// The lines, a blank one between two parts.
    public static List<String> lines(DataLook look) {
        List<String> lines = new ArrayList<>();
        look.table().ifPresent(table -> lines.addAll(columns(table)));
        look.data().ifPresent(data -> part(lines, List.of(inputs(data), targets(data.targets()))));
        if (!look.ranges().isEmpty()) {
            part(lines, ranges(look.ranges()));
        }
        look.splits().ifPresent(all -> part(lines, splits(all, look.classes())));
        part(lines, look.notes().stream().map(Printable::text).toList());
        if (!look.refused().isEmpty()) {
            part(lines, List.of("Would be refused: " + Printable.text(look.refused())));
        } else if (look.data().isEmpty()) {
            part(lines, List.of("Name the column to learn with --target, and see what is made of the rest."));
        }
        return lines;
    }

    private static void part(List<String> lines, List<String> more) {
        if (!lines.isEmpty() && !more.isEmpty()) {
            lines.add("");
        }
        lines.addAll(more);
    }

    private static List<String> columns(TableProfile table) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("COLUMN", "TYPE", "MISSING", "DISTINCT", "MIN", "MEAN", "MAX", "MOST FREQUENT"));
        for (TableProfile.Column column : table.columns()) {
            boolean date = column.kind().filter(Kind.DATE::equals).isPresent();
            rows.add(List.of(
                    Printable.text(column.name(), LONGEST_NAME),
                    column.kind()
                            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                            .orElse(column.type()),
                    String.valueOf(column.missing()),
                    String.valueOf(column.distinct()),
                    column.range().map(r -> value(r.min(), date)).orElse(""),
                    column.range().map(r -> value(r.mean(), date)).orElse(""),
                    column.range().map(r -> value(r.max(), date)).orElse(""),
                    Printable.text(
                            column.frequent().entrySet().stream()
                                    .map(e -> e.getKey() + " (" + e.getValue() + ")")
                                    .collect(Collectors.joining(", ")),
                            LONGEST_VALUES)));
        }
        List<String> lines = new ArrayList<>();
        lines.add(Printable.text(table.name()) + ": " + table.rows() + " rows, "
                + table.columns().size() + " columns"
                + table.dialect()
                        .delimiter()
                        .map(c -> ", divided by " + (c == '\t' ? "tabs" : "'" + c + "'"))
                        .orElse("")
                + table.dialect()
                        .decimal()
                        .map(c -> ", numbers with a decimal " + (c == ',' ? "comma" : "point"))
                        .orElse("")
                + ".");
        lines.addAll(new TextTable(rows, List.of(false, false, true, true, true, true, true, false)).lines());
        return lines;
    }

    private static String value(double number, boolean date) {
        return date ? LocalDate.ofEpochDay((long) Math.floor(number)).toString() : number(number);
    }

    /// Five significant digits, or all of a whole number's.
    private static String number(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return String.valueOf((long) number);
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(5)).stripTrailingZeros();
        return Math.abs(number) < 1e-4 || Math.abs(number) >= 1e9 ? rounded.toString() : rounded.toPlainString();
    }

    private static String inputs(Schema data) {
        return "Inputs: " + data.inputs().shape() + " of " + data.inputs().dtype()
                + (data.inputs().scale() == 1
                        ? ""
                        : ", which the model sees times " + data.inputs().scale())
                + (data.weighted() ? "; each example has a weight" : "") + ".";
    }

    private static String targets(Targets targets) {
        return switch (targets) {
            case Targets.Classes classes -> "Targets: one of " + classes.count() + " classes.";
            case Targets.Values values ->
                "Targets: " + values.shape() + " of F32"
                        + (values.columns().isEmpty() ? "" : ", " + Printable.text(String.join(", ", values.columns())))
                        + ".";
        };
    }

    private static List<String> ranges(List<Range> ranges) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TO TRAIN WITH", "MIN", "MEAN", "MAX"));
        ranges.forEach(range -> rows.add(List.of(
                Printable.text(range.name(), LONGEST_NAME),
                number(range.min()),
                number(range.mean()),
                number(range.max()))));
        return new TextTable(rows, List.of(false, true, true, true)).lines();
    }

    private static List<String> splits(SplitCounts all, List<SplitCounts> classes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("EXAMPLES", "TRAINING", "VALIDATION", "TEST"));
        rows.add(row("all", all));
        classes.stream()
                .limit(MOST_CLASSES)
                .forEach(counts -> rows.add(row(Printable.text(counts.name(), LONGEST_NAME), counts)));
        List<String> lines = new ArrayList<>(new TextTable(rows, List.of(false, true, true, true)).lines());
        if (classes.size() > MOST_CLASSES) {
            lines.add("and " + (classes.size() - MOST_CLASSES) + " more classes; --json has all");
        }
        return lines;
    }

    private static List<String> row(String name, SplitCounts counts) {
        return List.of(
                name,
                String.valueOf(counts.training()),
                String.valueOf(counts.validation()),
                String.valueOf(counts.test()));
    }
}
