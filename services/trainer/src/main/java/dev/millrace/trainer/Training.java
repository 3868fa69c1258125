package dev.millrace.trainer;

import dev.millrace.engine.Batch;
import dev.millrace.engine.Network;
import dev.millrace.engine.Scores;
import dev.millrace.engine.Tensor;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// One run's training: applies each mini-batch once, in order, and refuses any other. Owns the network and closes
/// it. For one thread.
public final class Training implements AutoCloseable {
    private static final int METRICS_PER_EPOCH = 100;

    private final String runId;
    private final Network network;
    private final Scores scores;
    private final int epochs;
    private final int stepsPerEpoch;
    private final int metricEvery;
    private Position position;

    private Training(Prepared prepared, int stepsPerEpoch) {
        this.runId = prepared.run.runId();
        this.network = prepared.network;
        this.scores = prepared.scores;
        this.epochs = prepared.run.fit().epochs();
        this.stepsPerEpoch = stepsPerEpoch;
        this.metricEvery = Math.max(1, stepsPerEpoch / METRICS_PER_EPOCH);
        this.position = prepared.position;
    }

    /// Training from the first step on.
    public static Prepared start(RunDescription run) {
        Network network = Network.create(run.model(), run.compile(), run.fit().seed());
        return new Prepared(run, network, new Scores(run.model(), run.compile()), Position.START);
    }

    /// Training from a checkpoint on.
    public static Prepared resume(RunDescription run, TrainingState state) {
        Network network = Network.restore(state.trained());
        var scores = new Scores(run.model(), run.compile());
        scores.restore(state.scores().stream().mapToDouble(Double::doubleValue).toArray());
        return new Prepared(run, network, scores, state.position());
    }

    /// A network that is ready, while it is not known yet how long an epoch is. Shares it with the training: closing
    /// either closes it.
    public static final class Prepared implements AutoCloseable {
        private final RunDescription run;
        private final Network network;
        private final Scores scores;
        private final Position position;

        private Prepared(RunDescription run, Network network, Scores scores, Position position) {
            this.run = run;
            this.network = network;
            this.scores = scores;
            this.position = position;
        }

        /// The training itself, once.
        ///
        /// @param stepsPerEpoch mini-batches in an epoch
        public Training begin(int stepsPerEpoch) {
            return new Training(this, stepsPerEpoch);
        }

        /// Closes the network.
        @Override
        public void close() {
            network.close();
        }
    }

    /// Trains on with another step size.
    public void learningRate(double learningRate) {
        network.learningRate(learningRate);
    }

    /// Where training stands.
    public Position position() {
        return position;
    }

    /// Whether every epoch was trained.
    public boolean finished() {
        return position.epoch() >= epochs;
    }

    /// Applies a mini-batch if it is the next one; passes over one that was applied before.
    ///
    /// @param nextOffset where the mini-batch after this one is to be looked for
    /// @return whether the model has changed
    /// @throws TrainingException if it is another run's, mini-batches are missing before it, or the loss is no
    /// longer finite
    public boolean train(BatchMessage batch, long nextOffset) {
        if (!batch.runId().equals(runId)) {
            throw new TrainingException("A mini-batch is not this run's. Received: a mini-batch of run '"
                    + batch.runId() + "'. Expected: " + expected() + " of run '" + runId + "'.");
        }
        long received = (long) batch.epoch() * stepsPerEpoch + batch.step();
        if (batch.split() != Split.TRAINING || received > position.step()) {
            throw new TrainingException("Mini-batches are missing. Received: " + batch.key() + ". Expected: "
                    + expected() + ". The data-loader's topic has lost records.");
        }
        if (received < position.step()) {
            return false;
        }
        if (position.stepInEpoch() == 0) {
            scores.reset();
        }
        network.trainStep(toBatch(batch), scores);
        position = position.next(stepsPerEpoch, nextOffset);
        if (metricDue()) {
            checkFinite();
        }
        return true;
    }

    private String expected() {
        return BatchMessage.key(Split.TRAINING, position.epoch(), position.stepInEpoch());
    }

    private void checkFinite() {
        scores.results().forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new TrainingException("Training diverged: " + name + " is " + value + " after step "
                        + position.step() + ". Try a smaller learning_rate.");
            }
        });
    }

    /// Whether the step just made ended an epoch.
    public boolean epochEnded() {
        return position.stepInEpoch() == 0 && position.step() > 0;
    }

    /// Whether the step just made is one whose metrics are published: the very first, which shows that training goes
    /// on, and about a hundred in an epoch, always the same ones, the last among them.
    public boolean metricDue() {
        return position.step() == 1 || epochEnded() || position.stepInEpoch() % metricEvery == 0;
    }

    /// The epoch that the step just made belongs to.
    public int epoch() {
        return epochEnded() ? position.epoch() - 1 : position.epoch();
    }

    /// Loss and metrics over the epoch so far.
    public Map<String, Double> values() {
        return scores.results();
    }

    /// Everything that training depends on, copied; training may go on meanwhile.
    public TrainingState state() {
        return new TrainingState(
                network.snapshot(), Arrays.stream(scores.state()).boxed().toList(), position, network.kernels());
    }

    /// What a mini-batch's bytes are to the engine.
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
