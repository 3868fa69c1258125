package dev.millrace.engine.cuda;

import dev.millrace.nn.Activation;

/// Activation functions and their gradients: `activations.cu`.
final class CudaActivations {
    private final CudaKernels kernels;

    CudaActivations(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// `y = activation(x)`; element by element, `y` may be `x`.
    CudaChain forward(Activation activation, int rows, int columns, long x, long y) {
        var chain = new CudaChain(kernels.device());
        return switch (activation) {
            case SOFTMAX -> chain.rows("softmax_rows", rows, columns, x, y);
            case LOG_SOFTMAX -> chain.rows("log_softmax_rows", rows, columns, x, y);
            default -> chain.each("activate_each", rows * columns, CudaDefines.code(activation), x, y);
        };
    }

    /// `dy *= activation'`, along rows its product with the matrix of derivatives.
    ///
    /// @param from what came out of the activation where [Activation#gradientFromOutput], else what went in
    CudaChain backward(Activation activation, int rows, int columns, long from, long dy) {
        var chain = new CudaChain(kernels.device());
        return switch (activation) {
            case LINEAR -> chain;
            case SOFTMAX -> chain.rows("softmax_rows_gradient", rows, columns, from, dy);
            case LOG_SOFTMAX -> chain.rows("log_softmax_rows_gradient", rows, columns, from, dy);
            default -> chain.each("slope_each", rows * columns, CudaDefines.code(activation), from, dy);
        };
    }
}
