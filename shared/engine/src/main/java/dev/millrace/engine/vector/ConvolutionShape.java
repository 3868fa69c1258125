package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;

/// The shape of a convolution's or a pooling's work.
///
/// @param count images
/// @param height of an image
/// @param width of an image
/// @param in channels of an image
/// @param outHeight of a result
/// @param outWidth of a result
/// @param out channels of a result
record ConvolutionShape(Window window, int count, int height, int width, int in, int outHeight, int outWidth, int out) {
    ConvolutionShape {
        if (Math.min(count, Math.min(Math.min(height, width), Math.min(in, out))) < 1
                || Math.min(outHeight, outWidth) < 1) {
            throw new IllegalArgumentException("A window moves over images with pixels to results with pixels."
                    + " Received: images (" + count + ", " + height + ", " + width + ", " + in + "), results ("
                    + outHeight + ", " + outWidth + ", " + out + ")");
        }
    }

    static ConvolutionShape of(Window window, Images x, Images y) {
        if (x.count() != y.count()) {
            throw new IllegalArgumentException("There is one result for each image. Received: " + x.count()
                    + " images, " + y.count() + " results");
        }
        return new ConvolutionShape(
                window, x.count(), x.height(), x.width(), x.channels(), y.height(), y.width(), y.channels());
    }

    /// This, where the kernel `(height, width, in, out)` is of this shape.
    ConvolutionShape with(VectorBuffer kernel) {
        if (kernel.size() != cells() * in * out) {
            throw new IllegalArgumentException("A kernel (" + window.height() + ", " + window.width() + ", " + in + ", "
                    + out + ") has " + cells() * in * out + " values. Received: a buffer of " + kernel.size());
        }
        return this;
    }

    /// Values of an image.
    int image() {
        return height * width * in;
    }

    /// Pixels of a result.
    int pixels() {
        return outHeight * outWidth;
    }

    /// Values of a result.
    int result() {
        return pixels() * out;
    }

    /// Cells of the window.
    int cells() {
        return window.height() * window.width();
    }

    /// Rows of an image and its padding that windows reach.
    int reachedHeight() {
        return (outHeight - 1) * window.strideY() + (window.height() - 1) * window.dilationY() + 1;
    }

    /// Columns of an image and its padding that windows reach.
    int reachedWidth() {
        return (outWidth - 1) * window.strideX() + (window.width() - 1) * window.dilationX() + 1;
    }

    /// Images in which all that windows reach is there.
    Halo padded() {
        return new Halo(height, width, in, window.top(), window.left(), reachedHeight(), reachedWidth());
    }

    /// Work on the pixels of results, image by image.
    ///
    /// @param nanos that a value takes
    Phase onResults(double nanos, Rows.Work work) {
        return Rows.ofImages(count, result() * nanos, (from, end) -> work.run(from * pixels(), end * pixels()));
    }

    /// What a convolution takes one thread, roughly.
    long nanos() {
        return (long) count * pixels() * cells() * in * out / 16;
    }
}
