package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;

/// Pooling as work on images, each a block.
final class Pooling {
    private Pooling() {}

    private static ConvolutionShape shape(Window window, Images x, Images y) {
        if (x.channels() != y.channels()) {
            throw new IllegalArgumentException("Pooling keeps the channels. Received: images of " + x.channels()
                    + " channels, results of " + y.channels());
        }
        return ConvolutionShape.of(window, x, y);
    }

    static Phase max(Window window, Images x, Images y) {
        var shape = shape(window, x, y);
        var pooling = MaxPooling.of(shape);
        VectorBuffer from = VectorBuffer.of(x.buffer());
        VectorBuffer to = VectorBuffer.of(y.buffer());
        return images(
                shape,
                image -> pooling.forward(
                        from.array(),
                        from.offset() + image * shape.image(),
                        to.array(),
                        to.offset() + image * shape.result()));
    }

    static Phase maxGradient(Window window, Images x, Images y, Images dy, Images dx) {
        var shape = shape(window, x, y);
        var pooling = MaxPooling.of(shape);
        VectorBuffer in = VectorBuffer.of(x.buffer());
        VectorBuffer out = VectorBuffer.of(y.buffer());
        VectorBuffer above = VectorBuffer.of(dy.buffer());
        VectorBuffer below = VectorBuffer.of(dx.buffer());
        return images(
                shape,
                image -> pooling.backward(
                        in.array(),
                        in.offset() + image * shape.image(),
                        out.array(),
                        above.array(),
                        out.offset() + image * shape.result(),
                        above.offset() + image * shape.result(),
                        below.array(),
                        below.offset() + image * shape.image()));
    }

    static Phase average(Window window, Images x, Images y) {
        var shape = shape(window, x, y);
        var pooling = AveragePooling.of(shape);
        VectorBuffer from = VectorBuffer.of(x.buffer());
        VectorBuffer to = VectorBuffer.of(y.buffer());
        return images(
                shape,
                image -> pooling.forward(
                        from.array(),
                        from.offset() + image * shape.image(),
                        to.array(),
                        to.offset() + image * shape.result()));
    }

    static Phase averageGradient(Window window, Images dy, Images dx) {
        var shape = shape(window, dx, dy);
        var pooling = AveragePooling.of(shape);
        VectorBuffer from = VectorBuffer.of(dy.buffer());
        VectorBuffer to = VectorBuffer.of(dx.buffer());
        return images(
                shape,
                image -> pooling.backward(
                        from.array(),
                        from.offset() + image * shape.result(),
                        to.array(),
                        to.offset() + image * shape.image()));
    }

    /// What is done with one image.
    @FunctionalInterface
    private interface Work {
        void run(int image);
    }

    private static Phase images(ConvolutionShape shape, Work work) {
        double nanos = 0.2 * Math.max(shape.image(), shape.result() * shape.cells());
        return Rows.ofImages(shape.count(), nanos, (from, end) -> {
            for (int image = from; image < end; image++) {
                work.run(image);
            }
        });
    }
}
