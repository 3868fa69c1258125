package dev.millrace.engine;

import dev.millrace.nn.Activation;
import dev.millrace.nn.ActivationLayer;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Dropout;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Rescaling;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model does with mini-batches of one size, planned once over shared weights. Owns its buffers; what a kind
/// of step needs is bound when the first such step comes.
final class Program implements AutoCloseable {
    private final Kernels kernels;
    private final Parameters parameters;
    private final Sequential model;
    private final List<Layer> layers;
    /// Of what goes into each layer, and last of what comes out of the model.
    private final List<Shape> shapes;
    private final Stage inputs;
    /// `flows.get(i)` goes into layer `i`, the last one comes out of the model.
    private final List<Matrix> flows = new ArrayList<>();
    /// Predictions, and where they come out: nothing is dropped.
    private final Op forward;

    private final Matrix predictions;
    private @Nullable Scoring scoring;

    /// Steps of mini-batches whose examples have no weights, and of those whose examples have some.
    private final Steps plain = new Steps();

    private final Steps weighted = new Steps();

    /// What is bound when the first such step comes.
    private static final class Steps {
        private @Nullable Op evaluate;
        private @Nullable Op train;
    }

    Program(Kernels kernels, Parameters parameters, Sequential model, int batchSize) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.model = model;
        this.layers = folded(model.layers());
        this.shapes = new Sequential(model.name(), model.inputShape(), layers).shapes();
        for (Shape shape : shapes) {
            int size = shape.size();
            int columns = shape.last();
            flows.add(new Matrix(
                    kernels.allocate(Math.multiplyExact(batchSize, size)), batchSize * (size / columns), columns));
        }
        this.inputs = kernels.stage(flows.getFirst().buffer());
        Matrix from = flows.getFirst();
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (!(layers.get(i) instanceof Dropout)) {
                ops.add(forward(i, from));
                from = flows.get(i + 1);
            }
        }
        this.forward = kernels.sequence(ops);
        this.predictions = from;
    }

    /// Layer `index`, which is no dropout, fed by `from`.
    private Op forward(int index, Matrix from) {
        Matrix to = flows.get(index + 1);
        return switch (layers.get(index)) {
            case Dense dense -> {
                List<VariableSpec> weights = weights(index);
                yield kernels.dense(
                        from,
                        kernel(parameters.weights(), weights),
                        bias(parameters.weights(), weights),
                        dense.activation(),
                        to);
            }
            case ActivationLayer layer -> kernels.activation(layer.activation(), from, to);
            case Rescaling layer ->
                kernels.rescale(each(layer.scale(), to.columns()), each(layer.offset(), to.columns()), from, to);
            case Dropout layer -> throw new IllegalArgumentException("'" + layer.name() + "' does nothing here");
        };
    }

    /// The layers as they are while training; the same as ever where nothing is dropped.
    private Op trainingForward(OptimizerVariables optimizer) {
        if (layers.stream().noneMatch(Dropout.class::isInstance)) {
            return forward;
        }
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            ops.add(
                    layers.get(i) instanceof Dropout dropout
                            ? kernels.dropout(mask(dropout, optimizer), flows.get(i), flows.get(i + 1))
                            : forward(i, flows.get(i)));
        }
        return kernels.sequence(ops);
    }

    private static DropoutMask mask(Dropout dropout, OptimizerVariables optimizer) {
        return new DropoutMask(dropout.rate(), dropout.seed().orElseThrow(), optimizer::iterations);
    }

    /// A linear dense layer followed by an activation is one dense layer with that activation.
    private static List<Layer> folded(List<Layer> layers) {
        List<Layer> folded = new ArrayList<>();
        for (Layer layer : layers) {
            if (layer instanceof ActivationLayer applied
                    && !folded.isEmpty()
                    && folded.getLast() instanceof Dense dense
                    && dense.activation() == Activation.LINEAR) {
                folded.set(
                        folded.size() - 1,
                        new Dense(
                                dense.name(),
                                dense.units(),
                                applied.activation(),
                                dense.useBias(),
                                dense.kernelInitializer(),
                                dense.biasInitializer()));
            } else {
                folded.add(layer);
            }
        }
        return folded;
    }

    void predict(Tensor examples, FloatBuffer out) {
        inputs.load(examples);
        forward.run();
        predictions.buffer().download(out);
    }

    void evaluate(Compile compile, Batch batch, Scores scores) {
        Scoring scored = scoring(compile);
        Steps steps = steps(batch);
        if (steps.evaluate == null) {
            steps.evaluate = kernels.sequence(List.of(forward, scored.bind(predictions, null, steps == weighted)));
        }
        scored.load(batch);
        inputs.load(batch.inputs());
        steps.evaluate.run();
        scored.read(batch, scores);
    }

    void train(Compile compile, OptimizerVariables optimizer, Batch batch, Scores scores) {
        Scoring scored = scoring(compile);
        Steps steps = steps(batch);
        if (steps.train == null) {
            steps.train = bindTraining(compile, scored, optimizer, steps == weighted);
        }
        scored.load(batch);
        inputs.load(batch.inputs());
        optimizer.advance(compile.optimizer());
        steps.train.run();
        scored.read(batch, scores);
    }

    private Steps steps(Batch batch) {
        return batch.weights().isPresent() ? weighted : plain;
    }

    private Scoring scoring(Compile compile) {
        if (scoring == null) {
            scoring = new Scoring(kernels, compile, model.outputShape(), fuses(compile.loss()), predictions);
        }
        return scoring;
    }

    private Op bindTraining(Compile compile, Scoring scored, OptimizerVariables optimizer, boolean ofWeighted) {
        Matrix delta = like(flows.getLast());
        List<Op> ops = new ArrayList<>();
        ops.add(trainingForward(optimizer));
        ops.add(scored.bind(flows.getLast(), delta, ofWeighted));
        for (int i = layers.size() - 1; i >= firstTrained(); i--) {
            boolean through = i == layers.size() - 1 && fuses(compile.loss());
            Activation activation = through ? Activation.LINEAR : activation(layers.get(i));
            switch (layers.get(i)) {
                case Dense dense -> {
                    List<VariableSpec> weights = weights(i);
                    Matrix below = i > firstTrained() ? like(flows.get(i)) : null;
                    ops.add(kernels.denseGradient(
                            activation,
                            flows.get(i),
                            kernel(parameters.weights(), weights),
                            flows.get(i + 1),
                            delta,
                            kernel(optimizer.gradients(), weights),
                            bias(optimizer.gradients(), weights),
                            below));
                    delta = below == null ? delta : below;
                }
                case ActivationLayer layer -> ops.add(kernels.activationGradient(activation, flows.get(i + 1), delta));
                case Dropout dropout -> ops.add(kernels.dropout(mask(dropout, optimizer), delta, delta));
                case Rescaling layer -> {
                    // dx = dy * scale
                    int columns = delta.columns();
                    ops.add(kernels.rescale(each(layer.scale(), columns), new float[columns], delta, delta));
                }
            }
        }
        ops.add(optimizer.update(kernels, compile.optimizer(), parameters.weights()));
        return kernels.sequence(ops);
    }

    /// Whether the loss and the activation before it have one gradient, `p - y`.
    private boolean fuses(Loss loss) {
        Activation last = activation(layers.getLast());
        return switch (loss) {
            case Loss.CategoricalCrossentropy cce -> !cce.fromLogits() && last == Activation.SOFTMAX;
            case Loss.SparseCategoricalCrossentropy scce -> !scce.fromLogits() && last == Activation.SOFTMAX;
            case Loss.BinaryCrossentropy bce -> !bce.fromLogits() && last == Activation.SIGMOID;
            case Loss.MeanSquaredError mse -> false;
            case Loss.MeanAbsoluteError mae -> false;
            case Loss.Huber huber -> false;
        };
    }

    private static Activation activation(Layer layer) {
        return switch (layer) {
            case Dense dense -> dense.activation();
            case ActivationLayer activation -> activation.activation();
            case Dropout dropout -> Activation.LINEAR;
            case Rescaling rescaling -> Activation.LINEAR;
        };
    }

    /// One value for each of `columns`, where `values` may have one for all of them.
    private static float[] each(List<Double> values, int columns) {
        float[] each = new float[columns];
        for (int column = 0; column < columns; column++) {
            each[column] = values.get(values.size() == 1 ? 0 : column).floatValue();
        }
        return each;
    }

    /// The lowest layer with weights; gradients go no further down.
    private int firstTrained() {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Dense) {
                return i;
            }
        }
        return layers.size();
    }

    private Matrix like(Matrix matrix) {
        return new Matrix(kernels.allocate(matrix.buffer().size()), matrix.rows(), matrix.columns());
    }

    private List<VariableSpec> weights(int layer) {
        return layers.get(layer).weights(shapes.get(layer));
    }

    private Matrix kernel(Buffer whole, List<VariableSpec> weights) {
        VariableSpec kernel = weights.getFirst();
        return new Matrix(
                parameters.slice(whole, kernel),
                kernel.shape().dims().getFirst(),
                kernel.shape().last());
    }

    private @Nullable Buffer bias(Buffer whole, List<VariableSpec> weights) {
        return weights.size() < 2 ? null : parameters.slice(whole, weights.get(1));
    }

    @Override
    public void close() {
        kernels.close();
    }
}
