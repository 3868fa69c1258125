package dev.millrace.engine.score;

import dev.millrace.engine.kernel.Readout;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loss and metrics of the examples seen since the last reset, in the order in which the model was compiled with
/// them.
///
/// The loss of an epoch is `sum(batch_loss * batch_size) / sum(batch_size)`, each with the weights as they were at
/// that step, as in Keras. Sums are kept in double precision. Not thread-safe.
public final class MetricAccumulators {
    private final List<String> names;
    private final MeanSums loss = new MeanSums();

    /// Of `Compile.allMetrics`.
    private final List<ScoreSums> metrics = new ArrayList<>();

    /// How many of the metrics take no notice of weights, the first ones.
    private final int unweighted;

    private @Nullable Readout<?> readout;

    /// Scores of what `compile` asks for, of what `model` predicts.
    public MetricAccumulators(Sequential model, Compile compile) {
        this.names = compile.scoreNames();
        this.unweighted = compile.metrics().size();
        Shape output = model.outputShape();
        for (Metric metric : compile.allMetrics()) {
            metrics.add(ScoreSums.of(metric.resolve(compile.loss(), output), output.last()));
        }
    }

    /// Says what brings the values of the steps that follow: it is asked for those it still has before anything is
    /// told, and before another brings some, so that sums are added in the order of steps.
    public void settleWith(Readout<?> next) {
        if (!next.equals(readout)) {
            settle();
            readout = next;
        }
    }

    private void settle() {
        if (readout != null) {
            readout.settle();
        }
    }

    /// `loss`, then the metrics under the names given to compile.
    public List<String> names() {
        return names;
    }

    /// Adds the loss of a mini-batch.
    ///
    /// @param mean over its examples
    public void addLoss(double mean, int batchSize) {
        loss.add(mean * batchSize, batchSize);
    }

    /// Adds what `Kernels.metric` made of a mini-batch.
    ///
    /// @param index of the metric, the first being 0
    /// @param weights what each row counts, if rows have weights
    public void addMetric(int index, FloatBuffer values, int from, int rows, @Nullable FloatBuffer weights) {
        metrics.get(index).add(values, from, rows, index < unweighted ? null : weights);
    }

    /// Forgets everything; an epoch starts so.
    public void reset() {
        settle();
        Arrays.fill(loss.sums(), 0);
        metrics.forEach(metric -> Arrays.fill(metric.sums(), 0));
    }

    /// Each score by name, in order; 0 where nothing was added.
    public Map<String, Double> results() {
        settle();
        Map<String, Double> results = new LinkedHashMap<>();
        results.put(names.getFirst(), loss.result());
        for (int i = 0; i < metrics.size(); i++) {
            results.put(names.get(i + 1), metrics.get(i).result());
        }
        return results;
    }

    /// The sums behind the loss and behind each metric in turn: what a checkpoint carries.
    public double[] state() {
        settle();
        double[] state = new double[stateNames().size()];
        int at = 0;
        for (ScoreSums score : all()) {
            System.arraycopy(score.sums(), 0, state, at, score.sums().length);
            at += score.sums().length;
        }
        return state;
    }

    /// What the numbers of `state` are: `loss/total`, `loss/count`, `r2_score/squared_sum/0`.
    public List<String> stateNames() {
        List<String> stateNames = new ArrayList<>();
        List<ScoreSums> all = all();
        for (int i = 0; i < all.size(); i++) {
            String score = names.get(i);
            all.get(i).names().forEach(name -> stateNames.add(score + "/" + name));
        }
        return stateNames;
    }

    /// Goes on from a `state`, bit for bit.
    ///
    /// @throws DescriptionException if it is of other scores
    public void restore(double... state) {
        settle();
        List<String> expected = stateNames();
        if (state.length != expected.size()) {
            throw new DescriptionException("The state of " + names + " has " + expected.size() + " numbers: " + expected
                    + ". Received: " + state.length + " numbers");
        }
        int at = 0;
        for (ScoreSums score : all()) {
            System.arraycopy(state, at, score.sums(), 0, score.sums().length);
            at += score.sums().length;
        }
    }

    private List<ScoreSums> all() {
        List<ScoreSums> all = new ArrayList<>(List.of(loss));
        all.addAll(metrics);
        return all;
    }
}
