package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// What the regularizers of a model add to its loss, and those of weights to its gradients. As in Keras, those of
/// frozen weights add nothing.
final class Penalties {
    private final Kernels kernels;
    private final Parameters parameters;
    private final List<VariableSpec> regularized;
    private final Buffer values;
    private final FloatBuffer host;
    private final List<Buffer> ofOutputs;
    private final FloatBuffer one = FloatBuffer.allocate(1);

    /// @param ofOutputs what outputs of layers add, one value each, which the forward pass computes
    Penalties(Kernels kernels, Parameters parameters, Sequential model, List<Buffer> ofOutputs) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.regularized = model.trainableWeights().stream()
                .filter(spec -> spec.regularizer().isPresent())
                .toList();
        this.values = kernels.allocate(Math.max(1, regularized.size()));
        this.host = FloatBuffer.allocate(values.size());
        this.ofOutputs = List.copyOf(ofOutputs);
    }

    /// Whether there are any.
    boolean any() {
        return !regularized.isEmpty() || !ofOutputs.isEmpty();
    }

    /// Computes those of weights.
    List<Op> ops() {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < regularized.size(); i++) {
            VariableSpec spec = regularized.get(i);
            ops.add(kernels.penalty(spec.regularizer().orElseThrow(), parameters.weight(spec), values.slice(i, 1)));
        }
        return ops;
    }

    /// Adds the gradients of those.
    List<Op> gradients(Buffer gradients) {
        return regularized.stream()
                .map(spec -> kernels.penaltyGradient(
                        spec.regularizer().orElseThrow(),
                        parameters.weight(spec),
                        parameters.gradient(gradients, spec)))
                .toList();
    }

    /// The sum of all, as it was computed last.
    double read() {
        double sum = 0;
        if (!regularized.isEmpty()) {
            values.download(host.clear());
            for (int i = 0; i < regularized.size(); i++) {
                sum += host.get(i);
            }
        }
        for (int i = 0; i < ofOutputs.size(); i++) {
            ofOutputs.get(i).download(one.clear());
            sum += one.get(0);
        }
        return sum;
    }
}
