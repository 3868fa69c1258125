package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a layer stands in a program: its memory, its weights, and the operations it adds.
final class Place {
    private final Kernels kernels;
    private final Parameters parameters;
    private final Layer layer;
    private final Shape input;
    private final int count;
    private final boolean trainsBelow;
    private final List<VariableSpec> weights;

    /// Gradients of weights that nothing is done with: of frozen ones.
    private final Map<String, Buffer> unused = new HashMap<>();

    private @Nullable Value output;
    private @Nullable Buffer saved;
    private @Nullable Buffer penalty;
    private @Nullable OptimizerVariables optimizer;
    private boolean pastActivation;
    private List<Op> ops = new ArrayList<>();

    /// @param count examples of a mini-batch
    /// @param trainsBelow whether a layer before this one is trained
    Place(Kernels kernels, Parameters parameters, Layer layer, Shape input, int count, boolean trainsBelow) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.layer = layer;
        this.input = input;
        this.count = count;
        this.trainsBelow = trainsBelow;
        this.weights = layer.weights(input);
    }

    Kernels kernels() {
        return kernels;
    }

    /// Adds an operation.
    void run(Op op) {
        ops.add(op);
    }

    /// What was added since this was last asked.
    List<Op> take() {
        List<Op> taken = ops;
        ops = new ArrayList<>();
        return taken;
    }

    /// Whether a layer before this one is trained, so that the gradient with respect to `x` is needed.
    boolean trainsBelow() {
        return trainsBelow;
    }

    /// Room for what comes out, the same each time.
    Value output() {
        if (output == null) {
            output = allocate(layer.outputShape(input));
        }
        return output;
    }

    /// New memory for a mini-batch of this shape.
    Value allocate(Shape shape) {
        return new Value(kernels.allocate(Math.multiplyExact(count, shape.size())), count, shape);
    }

    /// Room for what the forward pass leaves to the backward pass, the same each time.
    Buffer saved(int size) {
        if (saved == null) {
            saved = kernels.allocate(size);
        }
        return saved;
    }

    /// Room for what the layer's outputs add to the loss, one value, the same each time.
    Buffer penalty() {
        if (penalty == null) {
            penalty = kernels.allocate(1);
        }
        return penalty;
    }

    /// The same; empty where nobody has asked for it.
    Optional<Buffer> penaltyIfAny() {
        return Optional.ofNullable(penalty);
    }

    /// The activation that backward passes go through: none where the loss's gradient is with respect to what went into
    /// it.
    Activation activation() {
        return pastActivation ? Activation.LINEAR : layer.activation();
    }

    /// The weight called `name`, `kernel`; none where the layer has none of that name.
    @Nullable
    Buffer optional(String name) {
        return spec(name).map(parameters::weight).orElse(null);
    }

    Buffer weight(String name) {
        return parameters.weight(require(name));
    }

    /// The weight as a matrix, its last axis along the rows.
    Matrix matrix(String name) {
        return matrix(weight(name), require(name).shape());
    }

    static Matrix matrix(Buffer buffer, Shape shape) {
        return new Matrix(buffer, buffer.size() / shape.last(), shape.last());
    }

    /// Where the gradient of the weight called `name` goes.
    Buffer gradient(String name) {
        VariableSpec spec = require(name);
        if (spec.trainable() && optimizer != null) {
            return parameters.gradient(optimizer.gradients(), spec);
        }
        return unused.computeIfAbsent(name, n -> kernels.allocate(spec.shape().size()));
    }

    /// The same; none where the layer has no weight of that name.
    @Nullable
    Buffer optionalGradient(String name) {
        return spec(name).isPresent() ? gradient(name) : null;
    }

    /// The gradient of the weight as a matrix.
    Matrix gradientMatrix(String name) {
        return matrix(gradient(name), require(name).shape());
    }

    /// Where training has the keys of what is drawn from `seed`, in each step others.
    Buffer keys(int seed) {
        return Objects.requireNonNull(optimizer, "nothing is drawn but in training")
                .keys(seed);
    }

    /// What follows is for training.
    ///
    /// @param beyond whether the gradient that comes is with respect to what goes into the layer's activation
    void train(OptimizerVariables with, boolean beyond) {
        optimizer = with;
        pastActivation = beyond;
    }

    private VariableSpec require(String name) {
        return spec(name).orElseThrow(() -> new IllegalArgumentException(layer.described() + " has no '" + name + "'"));
    }

    private Optional<VariableSpec> spec(String name) {
        return weights.stream().filter(spec -> spec.name().endsWith("/" + name)).findFirst();
    }
}
