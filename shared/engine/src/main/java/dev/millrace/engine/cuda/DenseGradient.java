package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Activation;
import org.jspecify.annotations.Nullable;

/// The gradients of a dense layer, as `Kernels.denseGradient` has them. In a sequence the slope of its activation comes
/// with the gradient that it is given, and the update of its weights with theirs.
final class DenseGradient implements CudaOp {
    private static final int NONE = -1;

    private final CudaKernels kernels;
    private final Activation activation;
    private final Matrix x;
    private final Matrix kernel;
    private final Matrix y;
    private final Matrix dy;
    private final Matrix dKernel;
    private final @Nullable Buffer dBias;
    private final @Nullable Matrix dx;
    private @Nullable CudaChain alone;

    /// @throws IllegalArgumentException if the slope of the activation does not follow from what comes out
    DenseGradient(
            CudaKernels kernels,
            Activation activation,
            Matrix x,
            Matrix kernel,
            Matrix y,
            Matrix dy,
            Matrix dKernel,
            @Nullable Buffer dBias,
            @Nullable Matrix dx) {
        if (!activation.gradientFromOutput()) {
            throw new IllegalArgumentException(
                    activation + " is a layer of its own: its gradient does not follow from what came out of it");
        }
        this.kernels = kernels;
        this.activation = activation;
        this.x = x;
        this.kernel = kernel;
        this.y = y;
        this.dy = dy;
        this.dKernel = dKernel;
        this.dBias = dBias;
        this.dx = dx;
    }

    @Override
    public CudaChain chain() {
        if (alone == null) {
            alone = new CudaChain(kernels.device());
            addTo(alone, false, null, null);
        }
        return alone;
    }

    @Override
    public void run() {
        chain().run();
    }

    /// Whether `before` makes the gradient that comes in, and may bring it through the activation.
    boolean follows(DenseGradient before) {
        return before.dx != null
                && address(before.dx) == address(dy)
                && activation != Activation.LINEAR
                && !activation.alongRows();
    }

    /// Adds it to a sequence.
    ///
    /// @param through whether the gradient has gone through the activation
    /// @param next whose activation the gradient of the input is to go through, or none
    /// @param rest of the update that the weights may get here, or none
    void addTo(CudaChain chain, boolean through, @Nullable DenseGradient next, Update.@Nullable Rest rest) {
        CudaProducts products = kernels.products();
        if (!through && activation != Activation.LINEAR) {
            chain.then(
                    new CudaActivations(kernels).backward(activation, y.rows(), y.columns(), address(y), address(dy)));
        }
        // Before the weights change.
        if (dx != null) {
            CudaProducts.Ending ending = next == null
                    ? CudaProducts.Ending.PLAIN
                    : new CudaProducts.Ending(0, next.activation, address(next.y));
            products.ofInput(chain, dy, kernel, ending, dx);
        }
        if (rest != null && products.updatesAtOnce(x, dy) && rest.updates(kernel.buffer(), dKernel.buffer(), dBias)) {
            int atKernel = rest.take(dKernel.buffer());
            int atBias = dBias == null ? NONE : rest.take(dBias);
            products.update(chain, x, dy, atKernel, atBias, rest.arguments());
            return;
        }
        products.ofKernel(chain, x, dy, dKernel);
        if (dBias != null) {
            products.columnSums(chain, dy, dBias);
        }
    }
}
