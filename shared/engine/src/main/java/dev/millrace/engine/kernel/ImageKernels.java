package dev.millrace.engine.kernel;

import dev.millrace.nn.Activation;
import org.jspecify.annotations.Nullable;

/// Operations of windows that move over images. Kernels of a convolution are `(height, width, channels, filters)`,
/// row-major.
public interface ImageKernels {
    /// `y = activation(conv(x, kernel) + bias)`.
    ///
    /// @param kernel of the window's size, from the channels of `x` to those of `y`
    /// @param bias one for each channel of `y`, or none
    Op conv2d(Window window, Images x, Buffer kernel, @Nullable Buffer bias, Activation activation, Images y);

    /// The gradients of `conv2d`. Overwrites `dy`, and the three results that are there.
    ///
    /// @param activation what stands between `dz` and `dy`: `LINEAR` where `dy` already is the gradient with respect to
    /// what goes into the activation
    /// @param y as `conv2d` left it
    /// @param dy gradient of the loss with respect to `y`
    /// @param dBias none where there is no bias
    /// @param dx none where nothing below is trained
    Op conv2dGradient(
            Window window,
            Activation activation,
            Images x,
            Buffer kernel,
            Images y,
            Images dy,
            Buffer dKernel,
            @Nullable Buffer dBias,
            @Nullable Images dx);

    /// The largest value of each window, channel by channel; padding never is the largest.
    Op maxPool(Window window, Images x, Images y);

    /// The gradient of `maxPool`: of equal values the first in the window, row by row, gets it.
    ///
    /// @param y as `maxPool` left it
    /// @param dx overwritten
    Op maxPoolGradient(Window window, Images x, Images y, Images dy, Images dx);

    /// The mean of each window, channel by channel, of the cells that lie within the image.
    Op averagePool(Window window, Images x, Images y);

    /// The gradient of `averagePool`.
    ///
    /// @param dx overwritten
    Op averagePoolGradient(Window window, Images dy, Images dx);
}
