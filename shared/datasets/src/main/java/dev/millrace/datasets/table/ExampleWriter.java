package dev.millrace.datasets.table;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.RowWriter;
import dev.millrace.datasets.Rows;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Splits.Part;
import dev.millrace.datasets.TableColumn;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TableColumn.Numeric;
import dev.millrace.datasets.Targets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Makes examples of raw rows, and writes each to its split. For one thread.
final class ExampleWriter implements AutoCloseable {
    private final Schema schema;
    private final List<TableColumn> columns;
    private final Roles roles;
    private final boolean standardize;
    private final RawRows raw;
    private final @Nullable Classes classes;
    private final int[] classNumbers;
    private final LongFunction<String> place;
    private final Map<Part, RowWriter> writers = new EnumMap<>(Part.class);
    private final int[][] categoryNumbers;
    private final long[] unknown;
    private final long[] missing;
    private final float[] inputs;
    private double weights;
    private boolean roundedTarget;

    /// @param classes of the target; null where targets are values
    /// @param classNumbers that a model has for them; -1 for a class that is in no row to train with
    /// @param place where a row stands, for messages
    ExampleWriter(
            Schema schema,
            List<TableColumn> columns,
            Roles roles,
            TableOptions options,
            RawRows raw,
            @Nullable Classes classes,
            int[] classNumbers,
            LongFunction<String> place,
            DataFolders folders) {
        this.schema = schema;
        this.columns = columns;
        this.roles = roles;
        this.standardize = options.standardize();
        this.raw = raw;
        this.classes = classes;
        this.classNumbers = classNumbers;
        this.place = place;
        for (Part part : Part.values()) {
            writers.put(part, new RowWriter(folders.cache(), schema.stride()));
        }
        this.inputs = new float[schema.inputs().shape().size()];
        this.unknown = new long[columns.size()];
        this.missing = new long[columns.size()];
        this.categoryNumbers = new int[columns.size()][];
        for (int i = 0; i < categoryNumbers.length; i++) {
            categoryNumbers[i] = columns.get(i) instanceof Category category
                    ? raw.texts(i).stream().mapToInt(category::number).toArray()
                    : new int[0];
        }
    }

    private RowWriter writer(Part part) {
        return Objects.requireNonNull(writers.get(part));
    }

    /// Writes one row.
    void take(long row, Part part) {
        ByteBuffer to = writer(part).next();
        Arrays.fill(inputs, 0);
        int at = 0;
        for (int i = 0; i < categoryNumbers.length; i++) {
            TableColumn column = columns.get(i);
            switch (column) {
                case Numeric numeric -> inputs[at] = input(numeric, i, row);
                case Category category -> category.put(number(category, i, row), inputs, at);
            }
            at += column.width();
        }
        for (float input : inputs) {
            to.putFloat(input);
        }
        switch (schema.targets()) {
            case Targets.Classes of -> putClass(of, row, to);
            case Targets.Values of -> {
                for (int i = 0; i < of.shape().size(); i++) {
                    to.putFloat(target(i, row));
                }
            }
        }
        if (schema.weighted()) {
            to.putFloat(weight(row, part));
        }
    }

    private float input(Numeric column, int cell, long row) {
        double number = raw.number(row, cell);
        missing[cell] += Double.isNaN(number) ? 1 : 0;
        float input = column.input(number);
        if (!Float.isFinite(input)) {
            throw wrong(
                    row,
                    column.name(),
                    "the number is too large for a model's input: " + number + ". Expected: at most 3.4e38"
                            + (standardize ? " once it is standardised." : "."));
        }
        boolean asItIs = !standardize && column.kind() == Kind.NUMBER && number == Math.rint(number);
        if (asItIs && input != number) {
            throw wrong(
                    row,
                    column.name(),
                    "the whole number " + (long) number + " would become " + (long) input
                            + ", as inputs have 24 bits. Say standardize: true, or leave the column out with ignore: ["
                            + column.name() + "].");
        }
        return input;
    }

    private int number(Category column, int cell, long row) {
        int code = raw.code(row, cell);
        if (code == Vocabulary.MISSING) {
            missing[cell]++;
            return column.number(null);
        }
        int number = code == Vocabulary.NEW ? Category.UNKNOWN : categoryNumbers[cell][code];
        unknown[cell] += number == Category.UNKNOWN ? 1 : 0;
        return number;
    }

    private void putClass(Targets.Classes targets, long row, ByteBuffer to) {
        Classes known = Objects.requireNonNull(classes);
        int code = known.code(row);
        int number = code < 0 ? -1 : classNumbers[code];
        if (number < 0) {
            String name = code < 0 ? "of this row" : "'" + known.name(code) + "'";
            throw wrong(
                    row,
                    roles.targets().getFirst().name(),
                    "class " + name
                            + " is in no row to train with, so that it cannot be learnt. Leave such rows out in a query; with"
                            + " few rows of a class, say split: {stratify: true}.");
        }
        switch (targets.dtype()) {
            case U8 -> to.put((byte) number);
            case I32 -> to.putInt(number);
            case F32 -> throw new IllegalStateException("Classes are whole numbers.");
        }
    }

    private float target(int target, long row) {
        double number = raw.number(row, roles.targetAt() + target);
        float value = (float) number;
        if (!Float.isFinite(value)) {
            throw wrong(
                    row,
                    roles.targets().get(target).name(),
                    "the number is too large for a target: " + number + ". Expected: at most 3.4e38.");
        }
        roundedTarget |= number == Math.rint(number) && value != number;
        return value;
    }

    private float weight(long row, Part part) {
        double number = raw.number(row, roles.weightAt());
        float weight = (float) number;
        if (!(weight >= 0 && Float.isFinite(weight))) {
            throw wrong(
                    row,
                    roles.weight().orElseThrow().name(),
                    "a weight is at least 0 and at most 3.4e38." + " Received: " + number + ".");
        }
        weights += part == Part.TRAIN ? weight : 0;
        return weight;
    }

    private DatasetException wrong(long row, String column, String message) {
        return new DatasetException(place.apply(row) + ", column '" + column + "': " + message);
    }

    /// All examples. Nothing can be taken any more.
    ///
    /// @throws DatasetException if there are none to train with, or all weights are 0
    Dataset finish(String name, TableNotes notes) {
        Rows train = new Rows(schema, writer(Part.TRAIN).finish());
        Rows validation = new Rows(schema, writer(Part.VALIDATION).finish());
        Rows test = new Rows(schema, writer(Part.TEST).finish());
        if (train.size() > 0 && schema.weighted() && weights == 0) {
            throw new DatasetException(
                    name + ", column '" + roles.weight().orElseThrow().name()
                            + "': all weights of rows to train with are 0. Expected: some above 0.");
        }
        notes.ofResult(schema, columns, train.size(), validation.size(), test.size());
        notes.ofCells(columns, missing, unknown, roundedTarget);
        return new Dataset(name, schema, train, validation, test, notes.all());
    }

    @Override
    public void close() {
        writers.values().forEach(RowWriter::close);
    }
}
