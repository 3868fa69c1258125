package dev.millrace.datasets.table;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TableColumn;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.Table.Cell;
import dev.millrace.datasets.table.TableOptions.Task;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a dataset of tables: reads them once into raw rows, divides these, fits on those to train with, and writes
/// the examples.
final class TableReader {
    /// Whole numbers of a target are classes where there are at most so many different ones...
    private static final int MOST_CLASSES_GUESSED = 20;
    /// ... and, 0 and 1 aside, each comes in so many rows or more on average.
    private static final int ROWS_PER_CLASS = 10;

    private final DuckDb database;
    private final Table table;
    private final Optional<Table> validation;
    private final Optional<Table> test;
    private final TableOptions options;
    private final DataFolders folders;

    /// @param table whose rows are divided
    /// @param validation whose rows are all validated with
    /// @param test whose rows are all tested on
    TableReader(
            DuckDb database,
            Table table,
            Optional<Table> validation,
            Optional<Table> test,
            TableOptions options,
            DataFolders folders) {
        this.database = database;
        this.table = table;
        this.validation = validation;
        this.test = test;
        this.options = options;
        this.folders = folders;
    }

    /// @throws DatasetException if the tables cannot be read, or hold what cannot be trained with
    Dataset open(Progress progress) {
        Roles roles = Roles.of(table, options);
        long[] rows = new long[3];
        RawRows raw;
        try (Spool spool = new Spool(roles, options.missing() != TableOptions.Missing.REFUSE, folders)) {
            rows[0] = spool.read(database, table, progress);
            if (rows[0] == 0) {
                throw new DatasetException(table.name() + " has no rows. Expected: at least one to train with.");
            }
            rows[1] = validation
                    .map(more -> readMore(spool, roles, more, progress))
                    .orElse(0L);
            rows[2] = test.map(more -> readMore(spool, roles, more, progress)).orElse(0L);
            raw = spool.finish();
        }
        Task task = options.task().orElseGet(() -> guess(roles, raw, rows[0]));
        checkTask(roles, task);
        TableNotes notes = new TableNotes(table, roles, options);
        notes.ofTask(task);
        if (task == Task.VALUES) {
            Deal deal = new Deal(options.splits(), rows[0], rows[1], rows[2], row -> 0);
            Fit fit = new Fit(table.name(), roles, options, raw, deal);
            return write(raw, deal, fit.columns(), roles, fit.values(), null, new int[0], notes);
        }
        Classes classes = Classes.of(raw, roles.targets().getFirst(), roles.targetAt(), rows[0], table::place);
        Deal deal = new Deal(options.splits(), rows[0], rows[1], rows[2], classes::code);
        Fit fit = new Fit(table.name(), roles, options, raw, deal);
        List<TableColumn> columns = fit.columns();
        int[] numbers = fit.classNumbers(classes);
        String[] names =
                new String[(int) Arrays.stream(numbers).filter(n -> n >= 0).count()];
        for (int code = 0; code < numbers.length; code++) {
            if (numbers[code] >= 0) {
                names[numbers[code]] = classes.name(code);
            }
        }
        var targets = new Targets.Classes(names.length, List.of(names));
        return write(raw, deal, columns, roles, targets, classes, numbers, notes);
    }

    private long readMore(Spool spool, Roles roles, Table more, Progress progress) {
        for (Cell cell : roles.cells()) {
            Roles.cell(more, cell.name(), java.util.Map.of(cell.name(), cell.kind()));
        }
        return spool.read(database, more, progress);
    }

    private Dataset write(
            RawRows raw,
            Deal deal,
            List<TableColumn> columns,
            Roles roles,
            Targets targets,
            @Nullable Classes classes,
            int[] classNumbers,
            TableNotes notes) {
        var preparation = new TablePreparation(
                columns,
                roles.targets().stream()
                        .map(cell -> new TablePreparation.Target(cell.name(), cell.kind()))
                        .toList(),
                roles.weight().map(Cell::name),
                table.dialect());
        Schema schema = new Schema(
                new Schema.Inputs(DType.F32, Shape.of(preparation.width()), 1),
                targets,
                roles.weight().isPresent(),
                preparation);
        try (ExampleWriter writer = new ExampleWriter(
                schema, columns, roles, options, raw, classes, classNumbers, row -> place(deal, row), folders)) {
            deal.each(writer::take);
            return writer.finish(table.name(), notes);
        }
    }

    private String place(Deal deal, long row) {
        long ofValidation = row - deal.rows();
        long ofTest = ofValidation - deal.validation();
        if (ofValidation < 0) {
            return table.place(row);
        }
        return ofTest < 0
                ? validation.orElseThrow().place(ofValidation)
                : test.orElseThrow().place(ofTest);
    }

    private static Task guess(Roles roles, RawRows raw, long rows) {
        if (roles.targets().size() > 1) {
            return Task.VALUES;
        }
        if (roles.targets().getFirst().kind() != Kind.NUMBER) {
            return Task.CLASSES;
        }
        Set<Double> numbers = new HashSet<>();
        for (long row = 0; row < rows && numbers.size() <= MOST_CLASSES_GUESSED; row++) {
            double number = raw.number(row, roles.targetAt());
            if (number != Math.rint(number)) {
                return Task.VALUES;
            }
            numbers.add(number + 0.0);
        }
        boolean few = numbers.size() <= MOST_CLASSES_GUESSED && (long) numbers.size() * ROWS_PER_CLASS <= rows;
        return few || Set.of(0.0, 1.0).containsAll(numbers) ? Task.CLASSES : Task.VALUES;
    }

    private void checkTask(Roles roles, Task task) {
        List<String> texts = new ArrayList<>();
        roles.targets().stream().filter(c -> c.kind() == Kind.TEXT).forEach(c -> texts.add(c.name()));
        if (task == Task.VALUES && !texts.isEmpty()) {
            throw new DatasetException(table.name() + ", column '" + texts.getFirst()
                    + "': a target that is learnt as a value is a number. Received: texts."
                    + (roles.targets().size() > 1
                            ? " Of several targets, each is a number."
                            : " Leave out task: values to learn classes."));
        }
        if (task == Task.VALUES && options.splits().stratify()) {
            throw new DatasetException("Option 'stratify' divides each class by itself. Received: target "
                    + String.join(", ", options.targets()) + ", which is learnt as a number. Say task: classes, or"
                    + " leave out 'stratify'.");
        }
    }
}
