package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.nn.Activation;
import dev.millrace.nn.layer.ELU;

/// `y = e` where `x` is positive, `alpha * e` elsewhere, `e` being the activation `elu`.
final class ELULowering implements Lowering<ELU> {
    @Override
    public Value forward(ELU layer, Value x, Place place) {
        Value y = place.output();
        Value e = unscaled(layer, x, y, place);
        place.run(place.kernels().activation(Activation.ELU, x.rows(), e.rows()));
        if (isScaled(layer)) {
            place.run(place.kernels().rectify(scale(layer, 0), e.rows(), y.rows()));
        }
        return y;
    }

    /// At 0 the slope is `alpha`, as in Keras.
    @Override
    public Value backward(ELU layer, Value x, Value y, Value dy, Place place) {
        if (isScaled(layer)) {
            place.run(place.kernels().rectifyGradient(scale(layer, Float.MIN_VALUE), x.rows(), dy.rows()));
        }
        Value e = unscaled(layer, x, y, place);
        place.run(place.kernels().activationGradient(Activation.ELU, x.rows(), e.rows(), dy.rows()));
        return dy;
    }

    private static boolean isScaled(ELU layer) {
        return layer.alpha() != 1;
    }

    private static Value unscaled(ELU layer, Value x, Value y, Place place) {
        return isScaled(layer) ? new Value(place.saved(x.buffer().size()), x.count(), x.shape()) : y;
    }

    private static Rectifier scale(ELU layer, float threshold) {
        return new Rectifier((float) layer.alpha(), threshold, Float.POSITIVE_INFINITY);
    }
}
