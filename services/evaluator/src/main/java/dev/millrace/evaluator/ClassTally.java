package dev.millrace.evaluator;

import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.reports.ClassScore;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.WorstExample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Counts how the examples of one split were classified. Each example counts once, whatever its weight. Takes
/// `(classes, classes)` counts and the worst examples, however many examples there are. For one thread.
final class ClassTally {
    private static final Comparator<Report.Cell> LARGEST_FIRST = Comparator.comparingLong(Report.Cell::count)
            .reversed()
            .thenComparingInt(Report.Cell::actual)
            .thenComparingInt(Report.Cell::predicted);

    private final ClassTask task;
    private final int batchSize;
    private final int classes;
    private final WorstExamples worst;

    /// `(actual, predicted)`, row-major.
    private final int[] confusion;

    private long examples;

    /// @param batchSize of the run: examples are numbered by it
    ClassTally(ClassTask task, int batchSize) {
        this.task = task;
        this.batchSize = batchSize;
        this.classes = task.names().size();
        this.worst = new WorstExamples(task.inputShape());
        this.confusion = new int[classes * classes];
    }

    /// Counts the examples of a mini-batch.
    ///
    /// @param outputs of the model, `(batch.size(), outputs)`
    void add(BatchMessage batch, float[] outputs) {
        float[] own = new float[outputs.length / batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(outputs, i * own.length, own, 0, own.length);
            int actual = actual(batch.targets(), i);
            if (actual >= 0 && actual < classes) {
                add(batch, i, actual, own);
            }
        }
    }

    private void add(BatchMessage batch, int i, int actual, float[] outputs) {
        int predicted = task.meaning().best(outputs);
        confusion[actual * classes + predicted]++;
        examples++;
        // A class without an output cannot be predicted.
        double probability =
                actual < Math.max(2, outputs.length) ? share(task.meaning().probability(outputs, actual)) : 0;
        worst.offer(
                batch,
                i,
                (long) batch.step() * batchSize + i,
                actual,
                predicted,
                probability,
                () -> share(task.meaning().probability(outputs, predicted)));
    }

    /// A probability as a message may hold it: nothing but a share, whatever rounding has made of it.
    private static double share(double probability) {
        return Double.isNaN(probability) ? 0 : Math.clamp(probability, 0, 1);
    }

    /// The class number of an example; or, where there is a value for each class, the class of the largest.
    private static int actual(Safetensors.Tensor targets, int example) {
        int width = targets.shape().stream().skip(1).reduce(1, Math::multiplyExact);
        int first = example * width;
        if (width == 1) {
            return (int) value(targets, first);
        }
        int largest = 0;
        for (int i = 1; i < width; i++) {
            largest = value(targets, first + i) > value(targets, first + largest) ? i : largest;
        }
        return largest;
    }

    private static double value(Safetensors.Tensor targets, int at) {
        return switch (targets.dtype()) {
            case U8 -> targets.data().get(at) & 0xff;
            case I32 -> targets.data().getInt(at * Integer.BYTES);
            case F32 -> targets.data().getFloat(at * Float.BYTES);
            case I64, F64 -> throw new IllegalArgumentException("A mini-batch has no targets of " + targets.dtype());
        };
    }

    /// How many examples were counted.
    long examples() {
        return examples;
    }

    /// Names of the classes.
    List<String> names() {
        return task.names();
    }

    /// One for each class.
    List<ClassScore> perClass() {
        List<ClassScore> scores = new ArrayList<>(classes);
        for (int i = 0; i < classes; i++) {
            long support = 0;
            long predicted = 0;
            for (int j = 0; j < classes; j++) {
                support += confusion[i * classes + j];
                predicted += confusion[j * classes + i];
            }
            scores.add(ClassScore.of(support, predicted, confusion[i * classes + i]));
        }
        return scores;
    }

    /// The cells that a report holds, the largest first.
    List<Report.Cell> cells() {
        List<Report.Cell> cells = new ArrayList<>();
        for (int i = 0; i < confusion.length; i++) {
            if (confusion[i] > 0) {
                cells.add(new Report.Cell(i / classes, i % classes, confusion[i]));
            }
        }
        cells.sort(LARGEST_FIRST);
        return cells.subList(0, Math.min(cells.size(), Report.MAX_CELLS));
    }

    /// The largest loss first.
    List<WorstExample> worst() {
        return worst.inOrder();
    }
}
