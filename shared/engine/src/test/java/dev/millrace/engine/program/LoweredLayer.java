package dev.millrace.engine.program;

import dev.millrace.engine.Golden;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.optimizer.SGD;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// A layer by itself, on a mini-batch: what comes out of it, and what its gradients are.
final class LoweredLayer implements AutoCloseable {
    private final Kernels kernels;
    private final Parameters parameters;
    private final OptimizerVariables optimizer;
    private final Sequential model;
    private final Value x;
    private final Value predicted;
    private final Op predict;
    private final Value trained;
    private final Op forward;
    private final Value dy;
    private final Value dx;
    private final Op backward;

    LoweredLayer(KernelSet set, Layer layer, Shape input, int count) {
        this.kernels = set.open();
        this.model = Sequential.of(input, layer.withDefaultSeed(1));
        this.parameters = new Parameters(kernels, model);
        this.optimizer = new OptimizerVariables(kernels, model, parameters.layout(), new SGD());
        Layer named = model.layers().getFirst();
        var place = new Place(kernels, parameters, named, input, count, true);
        this.x = new Value(kernels.allocate(count * input.size()), count, input);
        this.predicted = Lowerings.forward(named, x, place);
        this.predict = kernels.sequence(place.take());
        place.train(optimizer, false);
        this.trained = Lowerings.trainingForward(named, x, place);
        this.forward = kernels.sequence(place.take());
        this.dy = new Value(kernels.allocate(trained.buffer().size()), count, trained.shape());
        this.dx = Lowerings.backward(named, x, trained, dy, place);
        this.backward = kernels.sequence(place.take());
    }

    void weights(List<float[]> values) {
        List<Variable> variables = new ArrayList<>();
        for (VariableSpec spec : model.weights()) {
            variables.add(new Variable(spec.name(), spec.shape(), values.get(variables.size())));
        }
        parameters.restore(variables);
    }

    /// Weights and state, in the order of `Sequential.weights`.
    List<float[]> weights() {
        return parameters.snapshot().stream().map(Variable::toArray).toList();
    }

    float[] predict(float... inputs) {
        x.buffer().upload(FloatBuffer.wrap(inputs));
        predict.run();
        return Golden.download(predicted.buffer());
    }

    float[] train(float... inputs) {
        x.buffer().upload(FloatBuffer.wrap(inputs));
        forward.run();
        return Golden.download(trained.buffer());
    }

    /// After `train`: the gradient with respect to the inputs.
    float[] backward(float... cotangent) {
        dy.buffer().upload(FloatBuffer.wrap(cotangent));
        backward.run();
        return Golden.download(dx.buffer());
    }

    /// After `backward`: of each weight that is trained.
    List<float[]> gradients() {
        return model.trainableWeights().stream()
                .map(spec -> Golden.download(parameters.gradient(optimizer.gradients(), spec)))
                .toList();
    }

    Sequential model() {
        return model;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
