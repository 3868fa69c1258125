package dev.millrace.engine.program;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Stage;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.ActivityRegularization;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model does with mini-batches of one size, planned once over shared weights. Owns its buffers; what a kind
/// of step needs is bound when the first such step comes.
public final class Program implements AutoCloseable {
    private final Kernels kernels;
    private final Parameters parameters;
    private final Sequential model;
    private final List<Layer> layers;
    private final List<Place> places = new ArrayList<>();

    /// The lowest layer with weights that are trained; gradients go no further down.
    private final int firstTrained;

    private final Value input;
    private final Stage inputs;

    /// Predictions, and where they come out.
    private final Op forward;

    private final Value predictions;
    private @Nullable Scoring scoring;

    /// Steps of mini-batches whose examples have no weights, and of those whose examples have some.
    private final Steps plain = new Steps();

    private final Steps weighted = new Steps();

    /// What is bound when the first such step comes.
    private static final class Steps {
        private @Nullable Op evaluate;
        private @Nullable Op train;

        /// Of steps that only accumulate gradients.
        private @Nullable Op accumulate;
    }

    /// Plans predictions; the rest is planned when it is asked for.
    public Program(Kernels kernels, Parameters parameters, Sequential model, int batchSize) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.model = model;
        this.layers = folded(model.layers());
        Shape shape = model.inputShape();
        this.input = new Value(kernels.allocate(Math.multiplyExact(batchSize, shape.size())), batchSize, shape);
        this.inputs = kernels.stage(input.buffer());
        this.firstTrained = firstTrained(layers, shape);
        for (int i = 0; i < layers.size(); i++) {
            places.add(new Place(kernels, parameters, layers.get(i), shape, batchSize, i > firstTrained));
            shape = layers.get(i).outputShape(shape);
        }
        List<Op> ops = new ArrayList<>();
        Value value = input;
        for (int i = 0; i < layers.size(); i++) {
            value = Lowerings.forward(layers.get(i), value, places.get(i));
            ops.addAll(places.get(i).take());
        }
        this.predictions = value;
        this.forward = kernels.sequence(ops);
    }

    /// A linear layer followed by an activation is one layer with that activation, where it can have one: where the
    /// gradient follows from what comes out. A layer with another activation is two. One whose outputs add to the loss
    /// is followed by a layer that does that.
    private static List<Layer> folded(List<Layer> layers) {
        List<Layer> folded = new ArrayList<>();
        for (Layer layer : layers) {
            Layer before = folded.isEmpty() ? layer : folded.getLast();
            Activation activation = layer.activation();
            if (layer instanceof ActivationLayer
                    && activation.gradientFromOutput()
                    && !folded.isEmpty()
                    && before.activation() == Activation.LINEAR
                    && before.withActivation(activation).isPresent()) {
                folded.set(folded.size() - 1, before.withActivation(activation).get());
            } else if (!(layer instanceof ActivationLayer)
                    && !activation.gradientFromOutput()
                    && layer.withActivation(Activation.LINEAR).isPresent()) {
                folded.add(layer.withActivation(Activation.LINEAR).get());
                folded.add(ActivationLayer.of(activation));
            } else {
                folded.add(layer);
            }
            layer.activityRegularizer().map(ActivityRegularization::of).ifPresent(folded::add);
        }
        return folded;
    }

    /// Predicts as many examples as the program is for.
    public void predict(Tensor examples, FloatBuffer out) {
        inputs.load(examples);
        forward.run();
        predictions.buffer().download(out);
    }

    /// What was predicted of the examples that were evaluated last.
    public void predictions(FloatBuffer out) {
        predictions.buffer().download(out);
    }

    /// Adds the loss and the metrics of a mini-batch to `scores`.
    public void evaluate(Compile compile, Batch batch, MetricAccumulators scores) {
        Scoring scored = scoring(compile);
        Steps steps = steps(batch);
        if (steps.evaluate == null) {
            steps.evaluate =
                    kernels.sequence(List.of(forward, scored.bind(predictions.rows(), null, steps == weighted)));
        }
        scored.load(batch);
        inputs.load(batch.inputs());
        steps.evaluate.run();
        scored.read(batch, scores);
    }

    /// One gradient update; adds the loss and the metrics, as they were before it, to `scores`.
    public void train(Compile compile, OptimizerVariables optimizer, Batch batch, MetricAccumulators scores) {
        Scoring scored = scoring(compile);
        Steps steps = steps(batch);
        Op step = step(compile, scored, optimizer, steps);
        scored.load(batch);
        inputs.load(batch.inputs());
        optimizer.advance(compile.optimizer());
        step.run();
        scored.read(batch, scores);
    }

    private Op step(Compile compile, Scoring scored, OptimizerVariables optimizer, Steps steps) {
        if (!optimizer.updatesNext(compile.optimizer())) {
            if (steps.accumulate == null) {
                steps.accumulate = bindTraining(compile, scored, optimizer, steps == weighted, false);
            }
            return steps.accumulate;
        }
        if (steps.train == null) {
            steps.train = bindTraining(compile, scored, optimizer, steps == weighted, true);
        }
        return steps.train;
    }

    private Steps steps(Batch batch) {
        return batch.weights().isPresent() ? weighted : plain;
    }

    private Scoring scoring(Compile compile) {
        if (scoring == null) {
            scoring = new Scoring(
                    kernels,
                    compile,
                    model.outputShape(),
                    fuses(compile.loss()),
                    predictions.rows(),
                    new Penalties(
                            kernels,
                            parameters,
                            model,
                            places.stream()
                                    .flatMap(place -> place.penaltyIfAny().stream())
                                    .toList()));
        }
        return scoring;
    }

    private Op bindTraining(
            Compile compile, Scoring scored, OptimizerVariables optimizer, boolean ofWeighted, boolean updates) {
        List<Op> ops = new ArrayList<>();
        List<Value> values = new ArrayList<>(List.of(input));
        boolean fused = fuses(compile.loss());
        for (int i = 0; i < layers.size(); i++) {
            places.get(i).train(optimizer, fused && i == layers.size() - 1);
            values.add(Lowerings.trainingForward(layers.get(i), values.getLast(), places.get(i)));
            ops.addAll(places.get(i).take());
        }
        Value y = values.getLast();
        Value dy = new Value(kernels.allocate(y.buffer().size()), y.count(), y.shape());
        ops.add(scored.bind(y.rows(), dy.rows(), ofWeighted));
        for (int i = layers.size() - 1; i >= firstTrained; i--) {
            dy = Lowerings.backward(layers.get(i), values.get(i), values.get(i + 1), dy, places.get(i));
            ops.addAll(places.get(i).take());
        }
        ops.addAll(scored.penalties().gradients(optimizer.gradients()));
        ops.addAll(optimizer.update(kernels, compile.optimizer(), parameters.weights(), updates));
        ops.addAll(Constraints.ops(kernels, parameters, model));
        return kernels.sequence(ops);
    }

    /// Whether the loss and the activation before it have one gradient, `p - y`.
    private boolean fuses(Loss loss) {
        return loss.fusesWith(layers.getLast().activation());
    }

    private static int firstTrained(List<Layer> layers, Shape input) {
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).weights(shape).stream().anyMatch(VariableSpec::trainable)) {
                return i;
            }
            shape = layers.get(i).outputShape(shape);
        }
        return layers.size();
    }

    /// Frees the memory of the program; the weights stay.
    @Override
    public void close() {
        kernels.close();
    }
}
