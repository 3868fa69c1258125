package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.nn.Layer;
import dev.millrace.nn.layer.LeakyReLU;
import dev.millrace.nn.layer.ReLU;
import java.util.function.Function;

/// Functions of straight lines, value by value.
///
/// @param rectifier the function that a layer applies
record RectifierLowering<L extends Layer>(Function<L, Rectifier> rectifier) implements Lowering<L> {
    static Rectifier of(ReLU layer) {
        return new Rectifier(
                (float) layer.negativeSlope(),
                (float) layer.threshold(),
                layer.maxValue().map(Double::floatValue).orElse(Float.POSITIVE_INFINITY));
    }

    static Rectifier of(LeakyReLU layer) {
        return new Rectifier((float) layer.negativeSlope(), 0, Float.POSITIVE_INFINITY);
    }

    @Override
    public Value forward(L layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().rectify(rectifier.apply(layer), x.rows(), y.rows()));
        return y;
    }

    @Override
    public Value backward(L layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels().rectifyGradient(rectifier.apply(layer), x.rows(), dy.rows()));
        return dy;
    }
}
