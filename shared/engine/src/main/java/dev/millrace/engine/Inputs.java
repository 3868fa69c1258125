package dev.millrace.engine;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// Stages tensors of values into one buffer, whatever their type.
final class Inputs {
    private record Kind(DType dtype, float scale, Stage stage) {}

    private final Kernels kernels;
    private final Buffer to;
    private final List<Kind> kinds = new ArrayList<>();

    Inputs(Kernels kernels, Buffer to) {
        this.kernels = kernels;
        this.to = to;
    }

    void load(Tensor tensor) {
        stage(tensor.dtype(), tensor.scale()).load(tensor.bytes());
    }

    private Stage stage(DType dtype, float scale) {
        for (int i = 0; i < kinds.size(); i++) {
            Kind kind = kinds.get(i);
            if (kind.dtype == dtype && kind.scale == scale) {
                return kind.stage;
            }
        }
        Stage stage = kernels.stage(dtype, scale, to);
        kinds.add(new Kind(dtype, scale, stage));
        return stage;
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
