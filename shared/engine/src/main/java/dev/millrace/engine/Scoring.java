package dev.millrace.engine;

import dev.millrace.nn.Compile;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where targets and weights of mini-batches of one size come in, and where loss and metrics come out.
final class Scoring {
    private final Kernels kernels;
    private final Compile compile;
    private final Shape output;
    private final boolean fused;
    private final Matrix expected;
    private final Targets targets;

    /// There once a mini-batch with weights came.
    private @Nullable SampleWeights weights;

    private final List<Metric> metrics;

    /// Where in the results the values of each metric begin; those of the loss come first.
    private final List<Integer> starts = new ArrayList<>();

    private final Buffer results;
    private final FloatBuffer host;

    /// @param output what the model predicts of an example
    /// @param fused see `Kernels.loss`
    /// @param like predictions of the whole mini-batch
    Scoring(Kernels kernels, Compile compile, Shape output, boolean fused, Matrix like) {
        this.kernels = kernels;
        this.compile = compile;
        this.output = output;
        this.fused = fused;
        this.expected = new Matrix(kernels.allocate(like.buffer().size()), like.rows(), like.columns());
        this.targets = new Targets(kernels, compile.loss(), output, expected);
        this.metrics = compile.allMetrics().stream()
                .map(metric ->
                        metric instanceof Metric.Accuracy accuracy ? accuracy.resolve(compile.loss(), output) : metric)
                .toList();
        int size = like.rows();
        for (Metric metric : metrics) {
            starts.add(size);
            size = Math.addExact(size, width(metric));
        }
        this.results = kernels.allocate(size);
        this.host = FloatBuffer.allocate(size);
    }

    /// Values that a metric makes of the whole mini-batch.
    private int width(Metric metric) {
        return Math.multiplyExact(
                expected.rows(), ScoreSums.of(metric, expected.columns()).width());
    }

    /// @throws DescriptionException if targets or weights do not fit
    void load(Batch batch) {
        targets.load(batch.targets());
        if (batch.weights().isPresent()) {
            weights().load(batch.weights().get());
        }
    }

    private SampleWeights weights() {
        if (weights == null) {
            weights = new SampleWeights(kernels, expected.rows(), output.size() / expected.columns());
        }
        return weights;
    }

    /// The loss, with its gradient where there is a place for it, and the metrics.
    ///
    /// @param weighted whether examples have weights
    Op bind(Matrix predictions, @Nullable Matrix gradient, boolean weighted) {
        List<Op> ops = new ArrayList<>();
        ops.add(kernels.loss(
                compile.loss(),
                fused,
                predictions,
                expected,
                weighted ? weights().rows() : null,
                results.slice(0, expected.rows()),
                gradient));
        for (int i = 0; i < metrics.size(); i++) {
            Metric metric = metrics.get(i);
            ops.add(kernels.metric(metric, predictions, expected, results.slice(starts.get(i), width(metric))));
        }
        return kernels.sequence(ops);
    }

    /// Adds what the operations have left behind to `scores`.
    void read(Batch batch, Scores scores) {
        results.download(host.clear());
        int rows = expected.rows();
        // The loss of an epoch weighs mini-batches by their size, a metric counts rows.
        scores.addLoss(MeanSums.sum(host, 0, rows) / rows, batch.size());
        FloatBuffer counts = batch.weights().isPresent() ? weights().host() : null;
        for (int i = 0; i < starts.size(); i++) {
            scores.addMetric(i, host, starts.get(i), rows, counts);
        }
    }
}
