package dev.millrace.evaluator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.Report;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Scores one checkpoint on the mini-batches of some splits. Owns the network and closes it. For one thread.
public final class Scoring implements AutoCloseable {
    private final Network network;
    private final Map<Split, MetricAccumulators> scores = new EnumMap<>(Split.class);

    private final Map<Split, ClassTally> tallies = new EnumMap<>(Split.class);

    /// @param splits those to be scored
    public Scoring(TrainedModel trained, Set<Split> splits) {
        this.network = Network.restore(trained);
        splits.forEach(split -> scores.put(split, new MetricAccumulators(network.model(), network.compile())));
    }

    /// Counts too how examples are classified, where the model does that.
    ///
    /// @param data of the run's `accepted`
    /// @param batchSize of the run
    public Scoring(TrainedModel trained, Set<Split> splits, JsonNode data, int batchSize) {
        this(trained, splits);
        ClassTask.of(data, network.model(), network.compile().loss())
                .ifPresent(task -> splits.forEach(split -> tallies.put(split, new ClassTally(task, batchSize))));
    }

    /// Adds a mini-batch, if its split is to be scored.
    public void add(BatchMessage batch) {
        MetricAccumulators split = scores.get(batch.split());
        ClassTally tally = tallies.get(batch.split());
        if (split != null && tally != null) {
            FloatBuffer outputs = FloatBuffer.allocate(Math.multiplyExact(
                    batch.size(), network.model().outputShape().size()));
            network.evaluateStep(toBatch(batch), split, outputs);
            tally.add(batch, outputs.array());
        } else if (split != null) {
            network.evaluateStep(toBatch(batch), split);
        }
    }

    /// Loss and metrics, by split.
    public Map<Split, Map<String, Double>> results() {
        Map<Split, Map<String, Double>> results = new EnumMap<>(Split.class);
        scores.forEach((split, running) -> results.put(split, running.results()));
        return results;
    }

    /// How examples were classified, a report for each split; none where the model does not classify.
    public List<Report> reports(Reports making) {
        return tallies.entrySet().stream()
                .map(tally -> making.of(tally.getKey(), tally.getValue()))
                .toList();
    }

    private static Batch toBatch(BatchMessage batch) {
        return new Batch(
                batch.size(),
                tensor(batch.inputs(), batch.scale()),
                tensor(batch.targets(), 1),
                batch.weights().map(weights -> tensor(weights, 1)));
    }

    private static Tensor tensor(Safetensors.Tensor tensor, float scale) {
        List<Integer> dims = tensor.shape();
        return new Tensor(
                DType.valueOf(tensor.dtype().name()), new Shape(dims.subList(1, dims.size())), tensor.data(), scale);
    }

    @Override
    public void close() {
        network.close();
    }
}
