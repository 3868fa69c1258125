package dev.millrace.engine;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.fit.Learner;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.program.InitialValues;
import dev.millrace.engine.program.OptimizerVariables;
import dev.millrace.engine.program.Parameters;
import dev.millrace.engine.program.Program;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model at work: its weights, its optimizer's state, and a program for each size of mini-batch it has met.
///
/// Same model, seed and mini-batches, same kernel set and number of threads: same bits. `snapshot` and `restore` do
/// not change what comes after them. Owns its memory, all of it, until it is closed. Not thread-safe.
public final class Network implements Learner, AutoCloseable {
    /// Full and last mini-batches of training and of validation, and a few sizes of predictions.
    private static final int MAX_PROGRAMS = 8;

    private final KernelSet kernelSet;
    private final Sequential model;
    private final Kernels kernels;
    private final Parameters parameters;
    private final @Nullable OptimizerVariables optimizer;
    private final Map<Integer, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
    private Optional<Compile> compile;

    /// The program of the last step, and its size.
    private @Nullable Program current;

    private int currentSize;
    private boolean closed;

    /// @param seed of what is dropped by layers that have no seed of their own
    private Network(KernelSet kernelSet, Sequential described, Optional<Compile> compile, long seed) {
        compile.ifPresent(c -> c.check(described));
        this.kernelSet = kernelSet;
        this.model = seeded(described, seed);
        this.compile = compile;
        this.kernels = kernelSet.open();
        try {
            this.parameters = new Parameters(kernels, model);
            this.optimizer = compile.map(
                            c -> new OptimizerVariables(kernels, model, parameters.layout(), c.optimizer()))
                    .orElse(null);
        } catch (RuntimeException | Error e) {
            kernels.close();
            throw e;
        }
    }

    private static Sequential seeded(Sequential model, long seed) {
        return new Sequential(
                model.name(),
                model.inputShape(),
                model.layers().stream()
                        .map(layer -> layer.withDefaultSeed(InitialValues.seed(layer.name(), seed)))
                        .toList());
    }

    /// A compiled model with fresh weights, a function of the model and the seed.
    public static Network create(Sequential model, Compile compile, long seed) {
        return create(KernelSets.forThisMachine(), model, compile, seed);
    }

    /// `create` with kernels of one's choice.
    public static Network create(KernelSet kernelSet, Sequential model, Compile compile, long seed) {
        var network = new Network(kernelSet, model, Optional.of(compile), seed);
        network.parameters.initialize(seed);
        return network;
    }

    /// A model that goes on where `trained` was left; one that was not compiled only predicts.
    public static Network restore(TrainedModel trained) {
        return restore(KernelSets.forThisMachine(), trained);
    }

    /// `restore` with kernels of one's choice.
    public static Network restore(KernelSet kernelSet, TrainedModel trained) {
        var network = new Network(kernelSet, trained.model(), trained.compile(), 0);
        network.parameters.restore(trained.weights());
        if (network.optimizer != null) {
            trained.optimizer().ifPresent(network.optimizer::restore);
        }
        return network;
    }

    /// One gradient update. Adds the loss and the metrics, as they were before it, to `scores`.
    ///
    /// @throws DescriptionException if the mini-batch does not fit the model; nothing has changed then
    @Override
    public void trainStep(Batch batch, MetricAccumulators scores) {
        Compile compiled = compile();
        Program program = program(batch.size(), batch.inputs());
        program.train(compiled, optimizer(), batch, scores);
    }

    /// Adds the loss and the metrics of the mini-batch to `scores`.
    ///
    /// @throws DescriptionException if the mini-batch does not fit the model
    public void evaluateStep(Batch batch, MetricAccumulators scores) {
        Compile compiled = compile();
        program(batch.size(), batch.inputs()).evaluate(compiled, batch, scores);
    }

    /// The same, and writes what the model makes of the inputs to `out`, row-major `(size, ...)`.
    ///
    /// @throws DescriptionException if the mini-batch does not fit the model
    public void evaluateStep(Batch batch, MetricAccumulators scores, FloatBuffer out) {
        Compile compiled = compile();
        Program program = program(batch.size(), batch.inputs());
        program.evaluate(compiled, batch, scores);
        program.predictions(out);
    }

    /// Writes what the model makes of `size` inputs to `out`, row-major `(size, ...)`.
    ///
    /// @throws DescriptionException if the inputs do not fit the model
    public void predict(Tensor inputs, int size, FloatBuffer out) {
        if (inputs.size() != size) {
            throw new DescriptionException(
                    "predict wants " + size + " inputs. Received: " + inputs.size() + " of shape " + inputs.shape());
        }
        program(size, inputs).predict(inputs, out);
    }

    /// A copy of the weights and, where compiled, of the optimizer's state; training may go on.
    @Override
    public TrainedModel snapshot() {
        checkOpen();
        Optional<OptimizerState> state = Optional.ofNullable(optimizer).map(OptimizerVariables::snapshot);
        return new TrainedModel(model, compile, parameters.snapshot(), state);
    }

    @Override
    public List<Variable> weights() {
        checkOpen();
        return parameters.snapshot();
    }

    /// @throws DescriptionException if they are another model's
    @Override
    public void weights(List<Variable> weights) {
        checkOpen();
        parameters.restore(new TrainedModel(model, compile, weights, Optional.empty()).weights());
    }

    /// What the model is made of; each of its dropout layers has a seed.
    public Sequential model() {
        return model;
    }

    /// What the model is trained with, at the current learning rate.
    ///
    /// @throws DescriptionException if it is not compiled
    @Override
    public Compile compile() {
        if (compile.isEmpty()) {
            throw new DescriptionException("Model '" + model.name()
                    + "' is not compiled: it only predicts. Give it an optimizer and a loss to train or evaluate.");
        }
        return compile.get();
    }

    /// The exact name of the kernel set that computes: `vector`.
    public String kernels() {
        return kernelSet.exactName();
    }

    /// How many steps were taken, those that only accumulated gradients among them; 0 for a model that is not compiled.
    public long iterations() {
        return optimizer == null ? 0 : optimizer.iterations();
    }

    /// The learning rate of the next step.
    @Override
    public double learningRate() {
        return compile().optimizer().learningRate().at(iterations());
    }

    /// Sets the learning rate of the next step and of all after it. Where a schedule was in use, this number takes its
    /// place for good, in what is saved too: the schedule is forgotten. (Keras refuses to set it then.)
    @Override
    public void learningRate(double learningRate) {
        Compile old = compile();
        compile = Optional.of(old.withOptimizer(old.optimizer().withLearningRate(learningRate)));
    }

    /// Ends training, as Keras's `fit` does: where the optimizer keeps a moving average of the weights, that becomes
    /// the weights. A second time changes nothing, and training may go on from there.
    @Override
    public void endTraining() {
        checkOpen();
        if (optimizer != null) {
            optimizer.endTraining(parameters.weights());
        }
    }

    private OptimizerVariables optimizer() {
        if (optimizer == null) {
            throw new IllegalStateException("A compiled model has an optimizer");
        }
        return optimizer;
    }

    private Program program(int size, Tensor inputs) {
        checkOpen();
        check(inputs);
        if (size == currentSize && current != null) {
            return current;
        }
        Program program = programs.computeIfAbsent(size, this::plan);
        if (programs.size() > MAX_PROGRAMS) {
            Integer eldest = programs.keySet().iterator().next();
            Optional.ofNullable(programs.remove(eldest)).ifPresent(Program::close);
        }
        current = program;
        currentSize = size;
        return program;
    }

    private Program plan(int size) {
        Kernels own = kernelSet.open();
        try {
            return new Program(own, parameters, model, size);
        } catch (RuntimeException | Error e) {
            own.close();
            throw e;
        }
    }

    /// Refuses inputs that the model cannot take. Those of another shape but the same size are taken flattened.
    private void check(Tensor inputs) {
        if (inputs.shape().size() != model.inputShape().size()) {
            throw new DescriptionException("Layer '" + model.layers().getFirst().name() + "', the first of model '"
                    + model.name() + "', takes inputs of shape " + model.inputShape() + ". Received: shape "
                    + inputs.shape() + ". Give the model that input shape, or inputs of "
                    + model.inputShape().size() + " values each.");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The network of model '" + model.name() + "' is closed.");
        }
    }

    /// Frees all native memory; a second time does nothing.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            programs.values().forEach(Program::close);
            kernels.close();
        }
    }
}
