package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.ImageKernels;
import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Convolutions and poolings on the Vector API.
final class VectorImages implements ImageKernels {
    private final Workers workers;

    /// Arrays with the outputs of layers that are hardly ever zero.
    private final Set<float[]> dense;

    VectorImages(Workers workers, Set<float[]> dense) {
        this.workers = workers;
        this.dense = dense;
    }

    @Override
    public Op conv2d(Window window, Images x, Buffer kernel, @Nullable Buffer bias, Activation activation, Images y) {
        if (!VectorKernels.SPARSE.contains(activation)) {
            dense.add(VectorBuffer.of(y.buffer()).array());
        }
        VectorBuffer added = bias == null ? null : VectorBuffer.of(bias);
        return new Convolution(workers, window, x, VectorBuffer.of(kernel), added, activation, y);
    }

    @Override
    public Op conv2dGradient(
            Window window,
            Activation activation,
            Images x,
            Buffer kernel,
            Images y,
            Images dy,
            Buffer dKernel,
            @Nullable Buffer dBias,
            @Nullable Images dx) {
        return new ConvolutionGradient(
                workers,
                window,
                activation,
                x,
                VectorBuffer.of(kernel),
                y,
                VectorBuffer.of(dy.buffer()),
                VectorBuffer.of(dKernel),
                dBias == null ? null : VectorBuffer.of(dBias),
                dx == null ? null : VectorBuffer.of(dx.buffer()));
    }

    @Override
    public Op maxPool(Window window, Images x, Images y) {
        if (dense.contains(VectorBuffer.of(x.buffer()).array())) {
            dense.add(VectorBuffer.of(y.buffer()).array());
        }
        return MaxPool.of(workers, window, x, y);
    }

    @Override
    public Op maxPoolGradient(Window window, Images x, Images y, Images dy, Images dx) {
        return MaxPoolGradient.of(workers, window, x, y, dy, dx);
    }

    @Override
    public Op averagePool(Window window, Images x, Images y) {
        if (dense.contains(VectorBuffer.of(x.buffer()).array())) {
            dense.add(VectorBuffer.of(y.buffer()).array());
        }
        return Plan.of(workers, List.of(Pooling.average(window, x, y)), x.buffer(), y.buffer());
    }

    @Override
    public Op averagePoolGradient(Window window, Images dy, Images dx) {
        return Plan.of(workers, List.of(Pooling.averageGradient(window, dy, dx)), dy.buffer(), dx.buffer());
    }
}
