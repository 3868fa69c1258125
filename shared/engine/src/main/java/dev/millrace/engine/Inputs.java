package dev.millrace.engine;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import java.util.HashMap;
import java.util.Map;

/// Stages tensors of values into one buffer, whatever their type.
final class Inputs {
    private record Kind(DType dtype, float scale) {}

    private final Kernels kernels;
    private final Buffer to;
    private final Map<Kind, Stage> stages = new HashMap<>();

    Inputs(Kernels kernels, Buffer to) {
        this.kernels = kernels;
        this.to = to;
    }

    void load(Tensor tensor) {
        stages.computeIfAbsent(
                        new Kind(tensor.dtype(), tensor.scale()), kind -> kernels.stage(kind.dtype(), kind.scale(), to))
                .load(tensor.data());
    }

    /// Refuses inputs that the model cannot take. Those of another shape but the same size are taken flattened.
    static void check(Sequential model, Tensor inputs) {
        if (inputs.shape().size() != model.inputShape().size()) {
            throw new DescriptionException("Layer '" + model.layers().getFirst().name() + "', the first of model '"
                    + model.name() + "', takes inputs of shape " + model.inputShape() + ". Received: shape "
                    + inputs.shape() + ". Give the model that input shape, or inputs of "
                    + model.inputShape().size() + " values each.");
        }
    }
}
