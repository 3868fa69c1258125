package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.List;
import java.util.SplittableRandom;

/// The operations of a network 28x28x1 -> Conv 32 3x3 ReLU -> pool 2 -> Conv 64 3x3 ReLU -> pool 2, and of its backward
/// pass.
record ConvolutionalSteps(
        Op forward1,
        Op pool1,
        Op forward2,
        Op pool2,
        Op poolGradient2,
        Op gradient2,
        Op kernelGradient2,
        Op poolGradient1,
        Op gradient1) {
    static ConvolutionalSteps of(VectorKernels k, int n) {
        var three = new Window(3, 3, 1, 1, 1, 1, 0, 0);
        var two = new Window(2, 2, 2, 2, 1, 1, 0, 0);
        Images x = images(n, 28, 1);
        Images y1 = images(n, 26, 32);
        Images d1 = images(n, 26, 32);
        Images p1 = images(n, 13, 32);
        Images dp1 = images(n, 13, 32);
        Images y2 = images(n, 11, 64);
        Images d2 = images(n, 11, 64);
        Images p2 = images(n, 5, 64);
        Images dp2 = images(n, 5, 64);
        VectorBuffer k1 = buffer(9 * 32);
        VectorBuffer k2 = buffer(9 * 32 * 64);
        VectorBuffer b1 = buffer(32);
        VectorBuffer b2 = buffer(64);
        VectorBuffer dk1 = buffer(9 * 32);
        VectorBuffer dk2 = buffer(9 * 32 * 64);
        VectorBuffer db1 = buffer(32);
        VectorBuffer db2 = buffer(64);
        return new ConvolutionalSteps(
                k.images().conv2d(three, x, k1, b1, Activation.RELU, y1),
                k.images().maxPool(two, y1, p1),
                k.images().conv2d(three, p1, k2, b2, Activation.RELU, y2),
                k.images().maxPool(two, y2, p2),
                k.images().maxPoolGradient(two, y2, p2, dp2, d2),
                k.images().conv2dGradient(three, Activation.RELU, p1, k2, y2, d2, dk2, db2, dp1),
                k.images().conv2dGradient(three, Activation.LINEAR, p1, k2, y2, d2, dk2, db2, null),
                k.images().maxPoolGradient(two, y1, p1, dp1, d1),
                k.images().conv2dGradient(three, Activation.RELU, x, k1, y1, d1, dk1, db1, null));
    }

    static Images images(int count, int size, int channels) {
        return new Images(buffer(count * size * size * channels), count, size, size, channels);
    }

    static VectorBuffer buffer(int size) {
        VectorBuffer buffer = VectorBuffer.allocate(size);
        var random = new SplittableRandom(size);
        for (int i = 0; i < size; i++) {
            buffer.array()[i] = random.nextFloat(-1, 1);
        }
        return buffer;
    }

    /// A whole step.
    List<Op> all() {
        return List.of(forward1, pool1, forward2, pool2, poolGradient2, gradient2, poolGradient1, gradient1);
    }
}
