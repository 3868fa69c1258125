package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The gradients of a dense layer, and where a sequence says so the update of its weights in the same pass, without
/// gradients ever being written.
final class Backward implements WeightGradient {
    private final Workers workers;
    private final DenseShape shape;
    private final Activation activation;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final VectorBuffer y;
    private final VectorBuffer dy;
    private final VectorBuffer dKernel;
    private final @Nullable VectorBuffer dBias;
    private final @Nullable VectorBuffer dx;
    private final @Nullable Zeros zeros;
    private @Nullable Plan alone;

    Backward(
            Workers workers,
            Activation activation,
            Matrix x,
            Matrix kernel,
            Matrix y,
            Matrix dy,
            Matrix dKernel,
            @Nullable VectorBuffer dBias,
            @Nullable Matrix dx,
            @Nullable Zeros zeros) {
        if (!activation.gradientFromOutput()) {
            throw new IllegalArgumentException(
                    activation + " is a layer of its own: its gradient does not follow from what came out of it");
        }
        this.workers = workers;
        this.shape = new DenseShape(x.rows(), kernel.rows(), kernel.columns());
        this.activation = activation;
        this.x = VectorBuffer.of(x);
        this.kernel = VectorBuffer.of(kernel);
        this.y = VectorBuffer.of(y);
        this.dy = VectorBuffer.of(dy);
        this.dKernel = VectorBuffer.of(dKernel);
        this.dBias = dBias;
        this.dx = dx == null ? null : VectorBuffer.of(dx);
        this.zeros = zeros;
    }

    DenseShape shape() {
        return shape;
    }

    VectorBuffer x() {
        return x;
    }

    VectorBuffer kernel() {
        return kernel;
    }

    /// The gradient with respect to what went into the activation, once the first phase is done.
    VectorBuffer dz() {
        return dy;
    }

    VectorBuffer dKernel() {
        return dKernel;
    }

    @Nullable
    VectorBuffer dBias() {
        return dBias;
    }

    @Nullable
    VectorBuffer dx() {
        return dx;
    }

    @Nullable
    Zeros zeros() {
        return zeros;
    }

    @Override
    public List<VectorBuffer> weights() {
        return List.of(kernel);
    }

    @Override
    public List<VectorBuffer> gradients() {
        return dBias == null ? List.of(dKernel) : List.of(dKernel, dBias);
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return Stream.of(x, kernel, y, dy, dKernel, dBias, dx)
                .anyMatch(buffer -> buffer != null && buffer.overlaps(part));
    }

    @Override
    public List<Phase> phases(@Nullable Updater updater) {
        List<Phase> phases = new ArrayList<>();
        if (activation != Activation.LINEAR) {
            phases.add(activationGradient(activation, y, dy, shape.rows(), shape.units()));
        }
        if (updater instanceof Updater.Plain plain && shape.small()) {
            phases.add(new SmallStep(this, plain, workers.lanes()));
        } else {
            phases.addAll(new Panels(this, updater, workers.lanes()).phases());
        }
        return phases;
    }

    /// @param y what the gradient follows from; see `ActivationGradients`
    static Phase activationGradient(Activation activation, VectorBuffer y, VectorBuffer dy, int rows, int columns) {
        return new Rows(rows, columns * 0.5, activationGradient(activation, y, dy, columns));
    }

    /// The gradient through an activation, in the place of `dy`.
    static Rows.Work activationGradient(Activation activation, VectorBuffer y, VectorBuffer dy, int columns) {
        return (from, to) -> {
            if (activation.alongRows()) {
                for (int row = from; row < to; row++) {
                    int at = row * columns;
                    Softmax.backward(activation, y.array(), y.offset() + at, dy.array(), dy.offset() + at, columns);
                }
            } else {
                int at = from * columns;
                ActivationGradients.backward(
                        activation, y.array(), y.offset() + at, dy.array(), dy.offset() + at, (to - from) * columns);
            }
        };
    }

    @Override
    public void run() {
        if (alone == null) {
            alone = Plan.ofAnything(workers, phases());
        }
        alone.run();
    }
}
