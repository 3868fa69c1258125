package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The weights of a model in the memory of a kernel set, shared by its programs: those that are trained in one buffer,
/// the state of layers in another. Whoever opened the kernels frees them.
public final class Parameters {
    private final List<VariableSpec> specs;
    private final Layout layout;
    private final Buffer weights;
    private final Layout stateLayout;
    private final Buffer state;

    /// Zeros.
    public Parameters(Kernels kernels, Sequential model) {
        this.specs = model.weights();
        this.layout = Layout.of(model.trainableWeights());
        this.weights = kernels.allocate(layout.size());
        this.stateLayout =
                Layout.of(specs.stream().filter(spec -> !spec.trainable()).toList());
        this.state = kernels.allocate(stateLayout.size());
    }

    /// Of the weights that are trained.
    public Layout layout() {
        return layout;
    }

    /// All weights that are trained, one variable after another.
    public Buffer weights() {
        return weights;
    }

    /// One variable.
    public Buffer weight(VariableSpec spec) {
        Layout of = spec.trainable() ? layout : stateLayout;
        return of.slice(
                spec.trainable() ? weights : state, spec.name(), spec.shape().size());
    }

    /// The gradient of a variable that is trained.
    ///
    /// @param gradients laid out like `weights`
    public Buffer gradient(Buffer gradients, VariableSpec spec) {
        return layout.slice(gradients, spec.name(), spec.shape().size());
    }

    /// First values, a function of the model and the seed.
    public void initialize(long seed) {
        specs.forEach(spec -> weight(spec).upload(InitialValues.of(spec, seed)));
    }

    /// Overwrites all weights.
    ///
    /// @param variables in the order of `Sequential.weights`
    public void restore(List<Variable> variables) {
        for (int i = 0; i < specs.size(); i++) {
            weight(specs.get(i)).upload(variables.get(i).values());
        }
    }

    /// A copy of all weights, in the order of `Sequential.weights`.
    public List<Variable> snapshot() {
        return specs.stream().map(spec -> copy(spec, weight(spec))).toList();
    }

    static Variable copy(VariableSpec spec, Buffer from) {
        ByteBuffer bytes = ByteBuffer.allocate(from.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        from.download(bytes.asFloatBuffer());
        return new Variable(spec.name(), spec.shape(), bytes);
    }
}
