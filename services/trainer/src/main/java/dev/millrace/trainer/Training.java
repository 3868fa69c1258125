package dev.millrace.trainer;

import dev.millrace.engine.Network;
import dev.millrace.engine.callback.Behaviours;
import dev.millrace.engine.callback.KeepBest;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.CallbackState;
import dev.millrace.engine.fit.LoopState;
import dev.millrace.engine.fit.TrainingLoop;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.DType;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Shape;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One run's training: applies each mini-batch once, in order, and refuses any other. Owns the network and closes
/// it. For one thread.
///
/// After an epoch's last mini-batch callbacks are told that it has ended, before the next one is trained:
/// [#epochEndDue], [#endEpoch].
public final class Training implements AutoCloseable {
    private static final int METRICS_PER_EPOCH = 100;

    private final String runId;
    private final Fit fit;
    private final Network network;
    private final TrainingLoop loop;
    private final List<String> names;
    private final List<Callback> callbacks;
    private final int stepsPerEpoch;
    private final int metricEvery;
    private long nextOffset;

    private Training(Prepared prepared, int stepsPerEpoch) {
        this.runId = prepared.run.runId();
        this.fit = prepared.run.fit();
        this.network = prepared.network;
        this.stepsPerEpoch = stepsPerEpoch;
        this.metricEvery = Math.max(1, stepsPerEpoch / METRICS_PER_EPOCH);
        List<CallbackSpec> steering = steering(fit);
        this.names = CallbackTensors.names(steering);
        this.callbacks = steering.stream().map(Behaviours::of).toList();
        var scores = new MetricAccumulators(prepared.run.model(), prepared.run.compile());
        this.loop = new TrainingLoop(network, scores, fit, stepsPerEpoch, callbacks);
        loop.begin();
        prepared.state.ifPresent(this::restore);
    }

    /// Those that a trainer has to do.
    private static List<CallbackSpec> steering(Fit fit) {
        return fit.callbacks().stream().filter(CallbackSpec::steers).toList();
    }

    private void restore(TrainingState state) {
        Position at = state.position();
        loop.restore(new LoopState(
                state.epochEndDue() ? at.epoch() - 1 : at.epoch(),
                state.epochEndDue() ? stepsPerEpoch : at.stepInEpoch(),
                at.step(),
                state.scores(),
                names.stream()
                        .map(name -> state.callbacks().getOrDefault(name, CallbackState.NONE))
                        .toList()));
        nextOffset = at.nextOffset();
    }

    /// Training from the first step on, with the fastest kernels that work here.
    public static Prepared start(RunDescription run) {
        return start(run, KernelChoice.FASTEST);
    }

    /// Training from the first step on.
    public static Prepared start(RunDescription run, KernelChoice kernels) {
        return new Prepared(
                run,
                Network.create(
                        kernels.toBegin(), run.model(), run.compile(), run.fit().seed()),
                Optional.empty());
    }

    /// Training from a checkpoint on, with the kernels that computed it.
    public static Prepared resume(RunDescription run, TrainingState state) {
        return resume(run, state, KernelChoice.FASTEST);
    }

    /// Training from a checkpoint on.
    ///
    /// @throws TrainingException if the kernels that computed it do not work here, and no others were chosen
    public static Prepared resume(RunDescription run, TrainingState state, KernelChoice kernels) {
        return new Prepared(run, Network.restore(kernels.toResume(state), state.trained()), Optional.of(state));
    }

    /// A network that is ready, while it is not known yet how long an epoch is. Shares it with the training: closing
    /// either closes it.
    public static final class Prepared implements AutoCloseable {
        private final RunDescription run;
        private final Network network;
        private final Optional<TrainingState> state;

        private Prepared(RunDescription run, Network network, Optional<TrainingState> state) {
            this.run = run;
            this.network = network;
            this.state = state;
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

    /// Trains on at another learning rate, which takes the place of a schedule too.
    public void learningRate(double learningRate) {
        network.learningRate(learningRate);
    }

    /// The learning rate of the next step.
    public double learningRate() {
        return network.learningRate();
    }

    /// Where training stands: between two epochs, at the beginning of the later one.
    public Position position() {
        return epochEndDue()
                ? new Position(loop.epoch() + 1, 0, loop.step(), nextOffset)
                : new Position(loop.epoch(), loop.stepInEpoch(), loop.step(), nextOffset);
    }

    /// Whether every epoch was trained, or a callback has ended training.
    public boolean finished() {
        return loop.finished();
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
        long received = (long) (batch.epoch() - fit.initialEpoch()) * stepsPerEpoch + batch.step();
        if (batch.split() != Split.TRAINING || received > loop.step()) {
            throw new TrainingException("Mini-batches are missing. Received: " + batch.key() + ". Expected: "
                    + expected() + ". The data-loader's topic has lost records.");
        }
        if (received < loop.step()) {
            return false;
        }
        try {
            loop.step(toBatch(batch));
        } catch (ArithmeticException e) {
            throw new TrainingException(String.valueOf(e.getMessage()));
        }
        this.nextOffset = nextOffset;
        if (loop.stopping()) {
            throw new TrainingException("Training diverged after step " + loop.step() + ": "
                    + String.join(" ", loop.takeNotes()) + ". Try a smaller learning_rate.");
        }
        if (metricDue()) {
            checkFinite();
        }
        return true;
    }

    private String expected() {
        Position next = position();
        return BatchMessage.key(Split.TRAINING, next.epoch(), next.stepInEpoch());
    }

    private void checkFinite() {
        loop.values().forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new TrainingException("Training diverged: " + name + " is " + value + " after step " + loop.step()
                        + ". Try a smaller learning_rate.");
            }
        });
    }

    /// Whether callbacks are to be told that an epoch has ended.
    public boolean epochEndDue() {
        return loop.epochOver();
    }

    /// Whether they are to be told of the validation's scores, too.
    public boolean awaitsValidation() {
        return epochEndDue()
                && fit.validates(loop.epoch())
                && steering(fit).stream().anyMatch(CallbackSpec::watchesValidation);
    }

    /// Names of those that watch a score of the validation.
    public List<String> watchers() {
        return steering(fit).stream()
                .filter(CallbackSpec::watchesValidation)
                .map(CallbackSpec::className)
                .distinct()
                .toList();
    }

    /// Whether the run has any callbacks.
    public boolean hasCallbacks() {
        return !callbacks.isEmpty();
    }

    /// Tells callbacks that the epoch has ended.
    ///
    /// @param validation scores of the validation; none where it is not awaited
    /// @return what they have to say, one sentence each
    public List<String> endEpoch(Map<String, Double> validation) {
        loop.endEpoch(validation);
        return loop.takeNotes();
    }

    /// Whether a callback has ended training.
    public boolean stopped() {
        return loop.stopping();
    }

    /// Training is over: where the optimizer keeps a moving average of the weights, that becomes the weights. Tells
    /// callbacks so; they may change the weights, too.
    ///
    /// @return what they have to say, one sentence each
    public List<String> end() {
        loop.end();
        return loop.takeNotes();
    }

    /// Steps after which the model was the best so far by one score or another.
    public Set<Long> bestSteps() {
        Set<Long> steps = new TreeSet<>();
        for (Callback callback : callbacks) {
            if (callback instanceof KeepBest best) {
                best.bestStep().ifPresent(steps::add);
            }
        }
        return steps;
    }

    /// Whether the step just made ended an epoch.
    public boolean epochEnded() {
        return loop.step() > 0 && (epochEndDue() || loop.stepInEpoch() == 0);
    }

    /// Whether the step just made is one whose metrics are published: the very first, which shows that training goes
    /// on, and about a hundred in an epoch, always the same ones, the last among them.
    public boolean metricDue() {
        return loop.step() == 1 || epochEnded() || loop.stepInEpoch() % metricEvery == 0;
    }

    /// The epoch that the step just made belongs to.
    public int epoch() {
        return epochEnded() && !epochEndDue() ? loop.epoch() - 1 : loop.epoch();
    }

    /// Loss and metrics over the epoch so far.
    public Map<String, Double> values() {
        return loop.values();
    }

    /// Everything that training depends on, copied; training may go on meanwhile.
    public TrainingState state() {
        LoopState state = loop.state();
        Map<String, CallbackState> remembered = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            remembered.put(names.get(i), state.callbacks().get(i));
        }
        return new TrainingState(
                network.snapshot(), state.scores(), position(), epochEndDue(), remembered, network.kernels());
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
