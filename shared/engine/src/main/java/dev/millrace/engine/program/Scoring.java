package dev.millrace.engine.program;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Readout;
import dev.millrace.engine.score.MeanSums;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.engine.score.PairSums;
import dev.millrace.engine.score.ScoreSums;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
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
    private final Penalties penalties;

    /// There once a mini-batch with weights came.
    private @Nullable SampleWeights weights;

    private final List<Metric> metrics;

    /// Where in the results the values of each metric begin; those of the loss come first.
    private final List<Integer> starts = new ArrayList<>();

    /// Where predictions and targets themselves begin, which some metrics are made of; the end where none is.
    private final int pairs;

    private final Buffer results;
    private final Readout<MetricAccumulators> readout;

    /// Whether examples of the step that is read have weights.
    private boolean ofWeighted;

    /// Binds nothing yet: see `bind`.
    ///
    /// @param output what the model predicts of an example
    /// @param fused see `Kernels.loss`
    /// @param like predictions of the whole mini-batch
    /// @param penalties what is added to the loss
    Scoring(Kernels kernels, Compile compile, Shape output, boolean fused, Matrix like, Penalties penalties) {
        this.kernels = kernels;
        this.compile = compile;
        this.output = output;
        this.fused = fused;
        this.penalties = penalties;
        this.expected = new Matrix(kernels.allocate(like.buffer().size()), like.rows(), like.columns());
        this.targets = new Targets(kernels, compile.loss(), output, expected);
        this.metrics = compile.allMetrics().stream()
                .map(metric -> metric.resolve(compile.loss(), output))
                .toList();
        int rows = like.rows();
        List<Boolean> ofPairs = metrics.stream()
                .map(metric -> ScoreSums.of(metric, like.columns()) instanceof PairSums)
                .toList();
        this.pairs = Math.addExact(rows, Math.multiplyExact(rows, Collections.frequency(ofPairs, false)));
        int next = rows;
        for (boolean ofPair : ofPairs) {
            starts.add(ofPair ? pairs : next);
            next += ofPair ? 0 : rows;
        }
        int size = ofPairs.contains(true)
                ? Math.addExact(pairs, Math.multiplyExact(2, like.buffer().size()))
                : pairs;
        this.results = kernels.allocate(size);
        this.readout = kernels.readout(results, this::add);
    }

    /// Copies targets and weights of a mini-batch to where the kernels read them.
    ///
    /// @throws DescriptionException if targets or weights do not fit
    public void load(Batch batch) {
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
    public Op bind(Matrix predictions, @Nullable Matrix gradient, boolean weighted) {
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
            if (starts.get(i) < pairs) {
                Buffer values = results.slice(starts.get(i), expected.rows());
                ops.add(kernels.metric(metrics.get(i), predictions, expected, values));
            }
        }
        if (pairs < results.size()) {
            ops.add(kernels.pairs(predictions, expected, results.slice(pairs, results.size() - pairs)));
        }
        ops.addAll(penalties.ops());
        return kernels.sequence(ops);
    }

    Penalties penalties() {
        return penalties;
    }

    /// Adds what the operations have left behind to `scores`, at the latest when these are asked.
    public void read(Batch batch, MetricAccumulators scores) {
        boolean weighted = batch.weights().isPresent();
        // Weights and penalties are read beside the results: those of the last step.
        boolean now = weighted || penalties.any();
        if (now) {
            readout.settle();
        }
        ofWeighted = weighted;
        scores.settleWith(readout);
        readout.read(scores, batch.size());
        if (now) {
            readout.settle();
        }
    }

    private void add(FloatBuffer values, MetricAccumulators scores, int size) {
        int rows = expected.rows();
        // The loss of an epoch weighs mini-batches by their size, a metric counts rows.
        scores.addLoss(MeanSums.sum(values, 0, rows) / rows + penalties.read(), size);
        FloatBuffer counts = ofWeighted ? weights().host() : null;
        for (int i = 0; i < starts.size(); i++) {
            scores.addMetric(i, values, starts.get(i), rows, counts);
        }
    }
}
