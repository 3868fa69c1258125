package dev.millrace.wire.reports;

import dev.millrace.wire.Origin;
import dev.millrace.wire.Split;
import java.time.Instant;
import java.util.List;

/// How one checkpoint classifies the examples of one split.
///
/// @param examples how many were classified, each counted once, whatever its weight
/// @param classes names of the classes, in the order of their numbers
/// @param perClass one for each class
/// @param confusion cells of the confusion matrix that are not 0, the largest first; the smallest are left out where
/// there are more than [#MAX_CELLS] or the message would be too large
/// @param worst examples with the largest loss, the largest first
public record Report(
        String runId,
        Split split,
        String checkpoint,
        int epoch,
        long step,
        long examples,
        List<String> classes,
        List<ClassScore> perClass,
        List<Cell> confusion,
        List<WorstExample> worst,
        Instant time,
        Origin origin) {
    /// Most classes that there are reports of.
    public static final int MAX_CLASSES = 1000;

    /// Most cells of the confusion matrix; enough for every cell of 100 classes.
    public static final int MAX_CELLS = 10_000;

    /// Most examples with their inputs.
    public static final int MAX_WORST = 16;

    /// Longest name of a class, in characters.
    public static final int MAX_NAME_LENGTH = 100;

    /// Largest report, in bytes.
    public static final int MAX_BYTES = 900_000;

    public Report {
        Checks.notNegative("epoch", epoch);
        Checks.notNegative("step", step);
        Checks.notNegative("examples", examples);
        Checks.atMost("classes", classes.size(), MAX_CLASSES);
        Checks.atMost("confusion", confusion.size(), MAX_CELLS);
        Checks.atMost("worst", worst.size(), MAX_WORST);
        classes.forEach(name -> Checks.atMost("the name of a class", name.length(), MAX_NAME_LENGTH));
        if (perClass.size() != classes.size()) {
            throw new IllegalArgumentException("'per_class' has one score for each of " + classes.size()
                    + " classes. Received: " + perClass.size());
        }
        classes = List.copyOf(classes);
        perClass = List.copyOf(perClass);
        confusion = List.copyOf(confusion);
        worst = List.copyOf(worst);
        for (Cell cell : confusion) {
            checkClass(cell.actual(), classes);
            checkClass(cell.predicted(), classes);
        }
        for (WorstExample example : worst) {
            checkClass(example.actual(), classes);
            checkClass(example.predicted(), classes);
        }
    }

    private static void checkClass(int number, List<String> classes) {
        if (number < 0 || number >= classes.size()) {
            throw new IllegalArgumentException(
                    "There are classes 0 to " + (classes.size() - 1) + ". Received: " + number);
        }
    }

    /// The same report without examples, for whoever shows tables alone.
    public Report withoutWorst() {
        return with(confusion, List.of());
    }

    /// The same report with other cells and examples.
    public Report with(List<Cell> cells, List<WorstExample> examplesShown) {
        return new Report(
                runId, split, checkpoint, epoch, step, examples, classes, perClass, cells, examplesShown, time, origin);
    }

    /// One cell of the confusion matrix.
    ///
    /// @param actual class of the examples
    /// @param predicted class that they were taken for
    /// @param count how many, at least one
    public record Cell(int actual, int predicted, long count) {
        public Cell {
            if (count < 1) {
                throw new IllegalArgumentException("A cell counts at least one example. Received: " + count);
            }
        }
    }
}
