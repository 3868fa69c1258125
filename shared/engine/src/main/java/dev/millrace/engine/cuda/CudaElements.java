package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.nn.Regularizer;
import java.nio.FloatBuffer;

/// Operations on values one by one, and penalties on weights: `elements.cu`.
final class CudaElements {
    private static final int THREADS = 256;

    /// Weights whose penalties a block adds up, as long as there are not too many blocks.
    private static final int BLOCK = 4096;

    private static final int MOST_BLOCKS = 1024;

    private final CudaKernels kernels;

    CudaElements(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// As `Kernels.dropout` has it.
    CudaChain dropout(DropoutMask mask, Matrix x, Matrix y) {
        return chain().each(
                        "dropout",
                        x.buffer().size(),
                        mask.threshold(),
                        mask.scale(),
                        address(mask.keys()),
                        address(x),
                        address(y));
    }

    /// As `Kernels.rescale` has it.
    CudaChain rescale(float[] scale, float[] offset, Matrix x, Matrix y) {
        return chain().each(
                        "rescale",
                        x.buffer().size(),
                        x.columns(),
                        upload(scale),
                        upload(offset),
                        address(x),
                        address(y));
    }

    private long upload(float... values) {
        CudaBuffer to = kernels.scratch(values.length);
        to.upload(FloatBuffer.wrap(values));
        return to.address();
    }

    /// As `Kernels.rectify` has it.
    CudaChain rectify(Rectifier rectifier, Matrix x, Matrix y) {
        return each("rectify", rectifier, x, y);
    }

    /// As `Kernels.rectifyGradient` has it.
    CudaChain rectifyGradient(Rectifier rectifier, Matrix x, Matrix dy) {
        return each("rectify_gradient", rectifier, x, dy);
    }

    private CudaChain each(String kernel, Rectifier rectifier, Matrix x, Matrix to) {
        return chain().each(
                        kernel,
                        x.buffer().size(),
                        rectifier.slope(),
                        rectifier.threshold(),
                        rectifier.max(),
                        address(x),
                        address(to));
    }

    /// As `Kernels.penalty` has it.
    CudaChain penalty(Regularizer regularizer, Buffer weights, Buffer penalty) {
        int blocks = Math.clamp(Math.ceilDiv(weights.size(), BLOCK), 1, MOST_BLOCKS);
        long parts = blocks == 1 ? address(penalty) : kernels.scratch(blocks).address();
        CudaChain chain = chain().launch(
                        "penalties_of_blocks",
                        CudaChain.Grid.of(blocks),
                        THREADS,
                        weights.size(),
                        (float) regularizer.l1(),
                        (float) regularizer.l2(),
                        address(weights),
                        parts);
        return blocks == 1
                ? chain
                : chain.launch("sum_of_values", CudaChain.Grid.of(1), THREADS, blocks, parts, address(penalty));
    }

    /// As `Kernels.penaltyGradient` has it.
    CudaChain penaltyGradient(Regularizer regularizer, Buffer weights, Buffer gradients) {
        return chain().each(
                        "penalty_gradient",
                        weights.size(),
                        (float) regularizer.l1(),
                        (float) regularizer.l2(),
                        address(weights),
                        address(gradients));
    }

    private CudaChain chain() {
        return new CudaChain(kernels.device());
    }
}
