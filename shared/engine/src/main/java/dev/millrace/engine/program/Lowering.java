package dev.millrace.engine.program;

import dev.millrace.nn.Layer;

/// How layers of one class become operations of a kernel set.
interface Lowering<L extends Layer> {
    /// Adds the operations of a prediction, which read `x`; returns where their result is.
    Value forward(L layer, Value x, Place place);

    /// The same while training, where that is another thing.
    default Value trainingForward(L layer, Value x, Place place) {
        return forward(layer, x, place);
    }

    /// Adds the operations that make the gradients of the layer's weights, and of `x` where `place.trainsBelow()`.
    ///
    /// @param x as it was given to `trainingForward`
    /// @param y as it came from there
    /// @param dy gradient with respect to `y`; may be overwritten
    /// @return the gradient with respect to `x`; anything where nothing below is trained
    Value backward(L layer, Value x, Value y, Value dy, Place place);
}
