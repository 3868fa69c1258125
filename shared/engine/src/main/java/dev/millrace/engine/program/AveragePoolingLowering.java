package dev.millrace.engine.program;

import dev.millrace.nn.layer.AveragePooling2D;

/// The mean of each window.
final class AveragePoolingLowering implements Lowering<AveragePooling2D> {
    @Override
    public Value forward(AveragePooling2D layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().images().averagePool(Windows.of(layer.window(), x.shape()), x.images(), y.images()));
        return y;
    }

    @Override
    public Value backward(AveragePooling2D layer, Value x, Value y, Value dy, Place place) {
        Value dx = place.allocate(x.shape());
        place.run(place.kernels()
                .images()
                .averagePoolGradient(Windows.of(layer.window(), x.shape()), dy.images(), dx.images()));
        return dx;
    }
}
