package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// What the regularizers of a model add to its loss and to its gradients. As in Keras, those of frozen weights add
/// nothing.
final class Penalties {
    private final Kernels kernels;
    private final Parameters parameters;
    private final List<VariableSpec> regularized;
    private final Buffer values;
    private final FloatBuffer host;

    Penalties(Kernels kernels, Parameters parameters, Sequential model) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.regularized = model.trainableWeights().stream()
                .filter(spec -> spec.regularizer().isPresent())
                .toList();
        this.values = kernels.allocate(Math.max(1, regularized.size()));
        this.host = FloatBuffer.allocate(values.size());
    }

    /// Whether there are any.
    boolean any() {
        return !regularized.isEmpty();
    }

    /// Computes them.
    List<Op> ops() {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < regularized.size(); i++) {
            VariableSpec spec = regularized.get(i);
            ops.add(kernels.penalty(spec.regularizer().orElseThrow(), parameters.weight(spec), values.slice(i, 1)));
        }
        return ops;
    }

    /// Adds their gradients.
    List<Op> gradients(Buffer gradients) {
        return regularized.stream()
                .map(spec -> kernels.penaltyGradient(
                        spec.regularizer().orElseThrow(),
                        parameters.weight(spec),
                        parameters.gradient(gradients, spec)))
                .toList();
    }

    /// Their sum, as it was computed last.
    double read() {
        if (regularized.isEmpty()) {
            return 0;
        }
        values.download(host.clear());
        double sum = 0;
        for (int i = 0; i < regularized.size(); i++) {
            sum += host.get(i);
        }
        return sum;
    }
}
