package dev.millrace.engine;

import dev.millrace.nn.Sequential;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The weights of a model in the memory of a kernel set, shared by its programs. Whoever opened the kernels frees
/// them.
final class Parameters {
    private final List<VariableSpec> specs;
    private final Layout layout;
    private final Buffer weights;

    Parameters(Kernels kernels, Sequential model) {
        this.specs = model.weights();
        this.layout = Layout.of(specs);
        this.weights = kernels.allocate(layout.size());
    }

    Layout layout() {
        return layout;
    }

    /// All weights, one variable after another.
    Buffer weights() {
        return weights;
    }

    /// One variable's part of `whole`, which is laid out like the weights.
    Buffer slice(Buffer whole, VariableSpec spec) {
        return layout.slice(whole, spec.name(), spec.shape().size());
    }

    void initialize(long seed) {
        specs.forEach(spec -> slice(weights, spec).upload(Initial.values(spec, seed)));
    }

    void restore(List<Variable> variables) {
        for (int i = 0; i < specs.size(); i++) {
            slice(weights, specs.get(i)).upload(variables.get(i).values());
        }
    }

    List<Variable> snapshot() {
        return specs.stream().map(spec -> copy(spec, slice(weights, spec))).toList();
    }

    static Variable copy(VariableSpec spec, Buffer from) {
        ByteBuffer bytes = ByteBuffer.allocate(from.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        from.download(bytes.asFloatBuffer());
        return new Variable(spec.name(), spec.shape(), bytes);
    }
}
