package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Sliding;

/// Windows as kernels take them.
final class Windows {
    private Windows() {}

    /// @param image `(height, width, channels)`
    static Window of(Sliding sliding, Shape image) {
        return new Window(
                sliding.size().get(0),
                sliding.size().get(1),
                sliding.strides().get(0),
                sliding.strides().get(1),
                sliding.dilation().get(0),
                sliding.dilation().get(1),
                sliding.before(0, image.dims().get(0)),
                sliding.before(1, image.dims().get(1)));
    }

    /// One window over the whole image.
    static Window whole(Value images) {
        return whole(images.shape().dims().get(0), images.shape().dims().get(1));
    }

    /// One window over the whole image.
    static Window whole(int height, int width) {
        return new Window(height, width, height, width, 1, 1, 0, 0);
    }
}
