package dev.millrace.evaluator;

import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.WorstExample;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;

/// The examples whose class had the smallest probability, which is the largest cross-entropy; of equals the first ones.
/// Keeps their inputs, and no others. For one thread.
final class WorstExamples {
    private static final Comparator<WorstExample> WORST_FIRST =
            Comparator.comparingDouble(WorstExample::probability).thenComparingLong(WorstExample::example);

    /// The best of the worst is next to go.
    private final PriorityQueue<WorstExample> kept = new PriorityQueue<>(WORST_FIRST.reversed());

    private final List<Integer> shape;

    /// @param shape that an input is shown in, where it has as many values: pictures may have gone into the model
    /// flattened
    WorstExamples(List<Integer> shape) {
        this.shape = List.copyOf(shape);
    }

    /// Keeps an example if it is among the worst so far, and its input is not too large to be shown.
    ///
    /// @param i its place in the mini-batch
    /// @param number its number in the split
    /// @param predictedProbability asked for only if the example is kept
    void offer(
            BatchMessage batch,
            int i,
            long number,
            int actual,
            int predicted,
            double probability,
            DoubleSupplier predictedProbability) {
        int bytes = batch.inputs().data().remaining() / batch.size();
        boolean full = kept.size() == Report.MAX_WORST;
        if (bytes > WorstExample.MAX_INPUT_BYTES || (full && !better(probability, number, kept.element()))) {
            return;
        }
        if (full) {
            kept.remove();
        }
        var own = new Tensor(
                batch.inputs().dtype(),
                shownIn(batch.inputs().shape()),
                batch.inputs().data().slice(i * bytes, bytes));
        // As short as a float is written.
        double scale = Double.parseDouble(Float.toString(batch.scale()));
        kept.add(new WorstExample(
                number,
                actual,
                predicted,
                probability,
                predictedProbability.getAsDouble(),
                WorstExample.Input.of(own, scale)));
    }

    private List<Integer> shownIn(List<Integer> batch) {
        List<Integer> own = batch.subList(1, batch.size());
        return !shape.isEmpty() && size(shape) == size(own) ? shape : own;
    }

    private static long size(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }

    /// Whether an example is to be kept rather than `other`.
    private static boolean better(double probability, long number, WorstExample other) {
        int order = Double.compare(probability, other.probability());
        return order < 0 || (order == 0 && number < other.example());
    }

    /// The worst first.
    List<WorstExample> inOrder() {
        return kept.stream().sorted(WORST_FIRST).toList();
    }
}
