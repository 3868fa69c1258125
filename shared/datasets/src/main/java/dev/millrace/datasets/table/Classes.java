package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.table.Table.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// The classes in a target column, numbered in the order in which they come.
final class Classes {
    /// Stands for a number that the rows of the first file do not have.
    static final int NEW = -2;

    private static final double MOST_EXACT = 1L << 53;
    private static final int MOST = 100_000;

    private final RawRows raw;
    private final int cell;
    private final Kind kind;
    private final Map<Double, Integer> codes = new HashMap<>();
    private final List<Double> numbers = new ArrayList<>();

    private Classes(RawRows raw, int cell, Kind kind) {
        this.raw = raw;
        this.cell = cell;
        this.kind = kind;
    }

    /// @param cell where the target stands
    /// @param rows of the first file
    /// @param place where a row stands, for messages
    /// @throws DatasetException if the column holds what cannot be a class
    static Classes of(RawRows raw, Cell target, int cell, long rows, LongFunction<String> place) {
        Classes classes = new Classes(raw, cell, target.kind());
        if (target.kind() != Kind.TEXT) {
            for (long row = 0; row < rows; row++) {
                double number = raw.number(row, cell) + 0.0;
                if (number != Math.rint(number) || Math.abs(number) > MOST_EXACT) {
                    throw new DatasetException(place.apply(row) + ", column '" + target.name()
                            + "': a class is a text, true or false, or a whole number. Received: " + number
                            + ". Say task: values to learn numbers.");
                }
                if (classes.codes.putIfAbsent(number, classes.numbers.size()) == null) {
                    classes.numbers.add(number);
                }
                if (classes.numbers.size() > MOST) {
                    throw new DatasetException(place.apply(row) + ", column '" + target.name() + "': more than " + MOST
                            + " classes. Say task: values to learn numbers.");
                }
            }
        }
        return classes;
    }

    int count() {
        return kind == Kind.TEXT ? raw.texts(cell).size() : numbers.size();
    }

    /// The class of a row, or `NEW`.
    int code(long row) {
        return kind == Kind.TEXT ? raw.code(row, cell) : codes.getOrDefault(raw.number(row, cell) + 0.0, NEW);
    }

    /// What class `code` is called.
    String name(int code) {
        return kind == Kind.TEXT ? raw.texts(cell).get(code) : name(kind, numbers.get(code));
    }

    /// What the class of a number is called.
    static String name(Kind kind, double number) {
        return kind == Kind.BOOLEAN ? String.valueOf(number != 0) : String.valueOf((long) number);
    }

    /// All numbers of classes in the order of their names, or of the numbers that they are called by.
    int[] sorted() {
        Comparator<Integer> order =
                kind == Kind.TEXT ? Comparator.comparing(this::name) : Comparator.comparing(numbers::get);
        return IntStream.range(0, count())
                .boxed()
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
