package dev.millrace.engine;

import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gradients, and what the optimizer keeps between steps: a buffer per kind of slot, each laid out like the
/// weights.
final class OptimizerVariables {
    private final Layout layout;
    private final List<VariableSpec> specs;
    private final Map<String, Buffer> slots = new LinkedHashMap<>();
    private final Coefficients coefficients = new Coefficients();
    private final Buffer gradients;
    private final Buffer staged;
    private long iterations;

    OptimizerVariables(Kernels kernels, Sequential model, Layout layout, Optimizer optimizer) {
        this.layout = layout;
        this.specs = optimizer.slots(model.weights());
        this.gradients = kernels.allocate(layout.size());
        this.staged = kernels.allocate(Coefficients.SIZE);
        for (VariableSpec spec : specs) {
            if (isSlot(spec)) {
                slots.computeIfAbsent(kind(spec), kind -> kernels.allocate(layout.size()));
                slice(spec).upload(Initial.values(spec, 0));
            }
        }
    }

    /// Laid out like the weights.
    Buffer gradients() {
        return gradients;
    }

    Op update(Kernels kernels, Optimizer optimizer, Buffer weights) {
        return kernels.update(optimizer, weights, gradients, List.copyOf(slots.values()), staged);
    }

    /// Prepares the next update and counts it.
    void advance(Optimizer optimizer) {
        iterations++;
        staged.upload(coefficients.next(optimizer, iterations));
    }

    long iterations() {
        return iterations;
    }

    OptimizerState snapshot() {
        return new OptimizerState(
                iterations,
                specs.stream()
                        .map(spec -> isSlot(spec)
                                ? Parameters.copy(spec, slice(spec))
                                : new Variable(spec.name(), spec.shape(), coefficients.uProduct()))
                        .toList());
    }

    void restore(OptimizerState state) {
        iterations = state.iterations();
        for (int i = 0; i < specs.size(); i++) {
            FloatBuffer values = state.slots().get(i).values();
            if (isSlot(specs.get(i))) {
                slice(specs.get(i)).upload(values);
            } else {
                coefficients.uProduct(values.get());
            }
        }
    }

    /// Nadam's `u_product` belongs to no weight.
    private boolean isSlot(VariableSpec spec) {
        return layout.offsets().containsKey(weight(spec));
    }

    private Buffer slice(VariableSpec spec) {
        Buffer whole = slots.get(kind(spec));
        if (whole == null) {
            throw new IllegalArgumentException("No slots of kind '" + kind(spec) + "'. Known: " + slots.keySet());
        }
        return layout.slice(whole, weight(spec), spec.shape().size());
    }

    /// `dense/kernel` of `dense/kernel/momentum`
    private static String weight(VariableSpec spec) {
        return spec.name().substring(0, Math.max(0, spec.name().lastIndexOf('/')));
    }

    /// `momentum` of `dense/kernel/momentum`
    private static String kind(VariableSpec spec) {
        return spec.name().substring(spec.name().lastIndexOf('/') + 1);
    }
}
