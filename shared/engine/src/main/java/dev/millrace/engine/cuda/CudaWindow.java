package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;

/// A window that moves over the images `x`, and what comes out of it, `y`.
record CudaWindow(Window window, Images x, Images y) {
    CudaWindow {
        if (x.count() != y.count()) {
            throw new IllegalArgumentException("There is one result for each image. Received: " + x.count()
                    + " images, " + y.count() + " results");
        }
        if (x.buffer().size() == 0 || y.buffer().size() == 0) {
            throw new IllegalArgumentException("A window moves over images with pixels to results with pixels."
                    + " Received: images of " + x.buffer().size() + " values, results of "
                    + y.buffer().size());
        }
    }

    /// That of a pooling.
    static CudaWindow pooling(Window window, Images x, Images y) {
        if (x.channels() != y.channels()) {
            throw new IllegalArgumentException("Pooling keeps the channels. Received: images of " + x.channels()
                    + " channels, results of " + y.channels());
        }
        return new CudaWindow(window, x, y);
    }

    /// That of a convolution.
    static CudaWindow convolution(Window window, Images x, Buffer kernel, Images y) {
        var shape = new CudaWindow(window, x, y);
        int values = Math.multiplyExact(shape.terms(), y.channels());
        if (kernel.size() != values) {
            throw new IllegalArgumentException("A kernel (" + window.height() + ", " + window.width() + ", "
                    + x.channels() + ", " + y.channels() + ") has " + values + " values. Received: a buffer of "
                    + kernel.size());
        }
        return shape;
    }

    /// Pixels of all results.
    int pixels() {
        return y.count() * y.height() * y.width();
    }

    /// What a value of a convolution is a sum of: cells times channels.
    int terms() {
        return Math.multiplyExact(window.height() * window.width(), x.channels());
    }

    /// The first arguments of a kernel (`SLIDING`).
    Object[] arguments() {
        return new Object[] {
            x.count(),
            x.height(),
            x.width(),
            x.channels(),
            y.height(),
            y.width(),
            y.channels(),
            window.height(),
            window.width(),
            window.strideY(),
            window.strideX(),
            window.dilationY(),
            window.dilationX(),
            window.top(),
            window.left()
        };
    }
}
