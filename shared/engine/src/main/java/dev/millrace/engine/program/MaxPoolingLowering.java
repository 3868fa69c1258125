package dev.millrace.engine.program;

import dev.millrace.nn.layer.MaxPooling2D;

/// The largest value of each window.
final class MaxPoolingLowering implements Lowering<MaxPooling2D> {
    @Override
    public Value forward(MaxPooling2D layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().images().maxPool(Windows.of(layer.window(), x.shape()), x.images(), y.images()));
        return y;
    }

    @Override
    public Value backward(MaxPooling2D layer, Value x, Value y, Value dy, Place place) {
        Value dx = place.allocate(x.shape());
        place.run(place.kernels()
                .images()
                .maxPoolGradient(
                        Windows.of(layer.window(), x.shape()), x.images(), y.images(), dy.images(), dx.images()));
        return dx;
    }
}
