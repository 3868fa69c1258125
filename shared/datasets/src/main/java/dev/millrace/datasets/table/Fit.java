package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Moments;
import dev.millrace.datasets.TableColumn;
import dev.millrace.datasets.TableColumn.Category;
import dev.millrace.datasets.TableColumn.Kind;
import dev.millrace.datasets.TableColumn.Numeric;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.Table.Cell;
import dev.millrace.datasets.table.TableOptions.Missing;
import dev.millrace.nn.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/// Computes from the rows to train with, in their order and from no other, how columns become inputs and what targets
/// are.
final class Fit {
    private final String name;
    private final Roles roles;
    private final TableOptions options;
    private final RawRows raw;
    private final Deal deal;

    /// @param name of the table, for messages
    Fit(String name, Roles roles, TableOptions options, RawRows raw, Deal deal) {
        this.name = name;
        this.roles = roles;
        this.options = options;
        this.raw = raw;
        this.deal = deal;
    }

    /// The columns of the input.
    ///
    /// @throws DatasetException if a column has no value, or values too large to be standardised
    List<TableColumn> columns() {
        List<Cell> cells = roles.inputs();
        Moments[] moments = new Moments[cells.size()];
        BitSet[] texts = new BitSet[cells.size()];
        long[] missing = new long[cells.size()];
        Arrays.setAll(moments, i -> new Moments());
        Arrays.setAll(texts, i -> new BitSet());
        boolean[] isText = isText(cells);
        deal.eachToTrainWith(row -> {
            for (int i = 0; i < isText.length; i++) {
                if (isText[i]) {
                    int code = raw.code(row, i);
                    if (code == Vocabulary.MISSING) {
                        missing[i]++;
                    } else {
                        texts[i].set(code);
                    }
                } else {
                    double number = raw.number(row, i);
                    if (Double.isNaN(number)) {
                        missing[i]++;
                    } else {
                        moments[i].add(number);
                    }
                }
            }
        });
        double[] medians = options.missing() == Missing.MEDIAN ? medians(isText, moments) : new double[isText.length];
        List<TableColumn> columns = new ArrayList<>();
        for (int i = 0; i < isText.length; i++) {
            Cell cell = cells.get(i);
            columns.add(
                    isText[i]
                            ? category(cell, raw.texts(i), texts[i], missing[i])
                            : numeric(cell, moments[i], missing[i], medians[i]));
        }
        return columns;
    }

    private static boolean[] isText(List<Cell> cells) {
        boolean[] isText = new boolean[cells.size()];
        for (int i = 0; i < isText.length; i++) {
            isText[i] = cells.get(i).kind() == Kind.TEXT;
        }
        return isText;
    }

    private double[] medians(boolean[] isText, Moments[] moments) {
        long[] counts = Arrays.stream(moments).mapToLong(Moments::count).toArray();
        return Medians.of(
                counts,
                taker -> deal.eachToTrainWith(row -> {
                    for (int i = 0; i < isText.length; i++) {
                        double number = isText[i] ? Double.NaN : raw.number(row, i);
                        if (!Double.isNaN(number)) {
                            taker.take(i, number);
                        }
                    }
                }));
    }

    private Numeric numeric(Cell cell, Moments moments, long missing, double median) {
        if (moments.count() == 0 && options.missing() != Missing.ZERO) {
            throw nothing(cell);
        }
        OptionalDouble fill = switch (options.missing()) {
            case REFUSE -> OptionalDouble.empty();
            case MEAN -> OptionalDouble.of(moments.mean());
            case MEDIAN -> OptionalDouble.of(median);
            case ZERO -> OptionalDouble.of(0);
        };
        if (!options.standardize() || cell.kind() == Kind.BOOLEAN) {
            return new Numeric(cell.name(), cell.kind(), 0, 1, fill);
        }
        fill.ifPresent(value -> moments.add(value, missing));
        if (!Double.isFinite(moments.mean()) || !Double.isFinite(moments.deviation())) {
            throw new DatasetException(name + ", column '" + cell.name() + "': the numbers are too large for a standard"
                    + " deviation. Expected: at most 1e150 or so. Make them smaller in a query, or leave the column out"
                    + " with ignore: [" + cell.name() + "].");
        }
        return new Numeric(cell.name(), cell.kind(), moments.mean(), moments.deviation(), fill);
    }

    private Category category(Cell cell, List<String> texts, BitSet seen, long missing) {
        if (seen.isEmpty()) {
            throw nothing(cell);
        }
        List<String> values = seen.stream().mapToObj(texts::get).sorted().toList();
        Category.Missing of = options.missing() == Missing.REFUSE
                ? Category.Missing.REFUSE
                : missing > 0 ? Category.Missing.VALUE : Category.Missing.UNKNOWN;
        return new Category(cell.name(), values, options.oneHot(), of);
    }

    private DatasetException nothing(Cell cell) {
        return new DatasetException(name + ", column '" + cell.name()
                + "' has no value in any row to train with. Leave it out with ignore: [" + cell.name() + "].");
    }

    /// Targets that are numbers.
    ///
    /// @throws DatasetException if one is always the same
    Targets.Values values() {
        List<Cell> cells = roles.targets();
        Moments[] moments = new Moments[cells.size()];
        Arrays.setAll(moments, i -> new Moments());
        deal.eachToTrainWith(row -> {
            for (int i = 0; i < moments.length; i++) {
                moments[i].add(raw.number(row, roles.targetAt() + i));
            }
        });
        for (int i = 0; i < moments.length; i++) {
            if (moments[i].deviation() == 0) {
                throw new DatasetException(name + ", column '" + cells.get(i).name() + "': the target is "
                        + moments[i].mean() + " in each of the " + moments[i].count()
                        + " rows to train with. Expected: a target that differs. Choose another.");
            }
        }
        return new Targets.Values(
                Shape.of(cells.size()),
                cells.stream().map(Cell::name).toList(),
                Arrays.stream(moments).map(Moments::mean).toList(),
                Arrays.stream(moments).map(Moments::deviation).toList());
    }

    /// The numbers of classes as a model has them, by their numbers in `classes`; -1 for those that no row to train
    /// with has.
    ///
    /// @throws DatasetException if there is only one
    int[] classNumbers(Classes classes) {
        BitSet seen = new BitSet();
        deal.eachToTrainWith(row -> seen.set(classes.code(row)));
        int[] numbers = new int[classes.count()];
        Arrays.fill(numbers, -1);
        int next = 0;
        for (int code : classes.sorted()) {
            if (seen.get(code)) {
                numbers[code] = next++;
            }
        }
        if (next < 2) {
            throw new DatasetException(
                    name + ", column '" + roles.targets().getFirst().name()
                            + "': all rows to train with are of class '" + classes.name(seen.nextSetBit(0))
                            + "'. Expected: two classes or more.");
        }
        return numbers;
    }
}
