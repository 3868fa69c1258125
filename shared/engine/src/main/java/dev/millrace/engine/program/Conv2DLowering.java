package dev.millrace.engine.program;

import dev.millrace.nn.layer.Conv2D;

/// `y = activation(conv(x, kernel) + bias)`.
final class Conv2DLowering implements Lowering<Conv2D> {
    @Override
    public Value forward(Conv2D layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels()
                .images()
                .conv2d(
                        Windows.of(layer.window(), x.shape()),
                        x.images(),
                        place.weight("kernel"),
                        place.optional("bias"),
                        layer.activation(),
                        y.images()));
        return y;
    }

    @Override
    public Value backward(Conv2D layer, Value x, Value y, Value dy, Place place) {
        Value dx = place.trainsBelow() ? place.allocate(x.shape()) : null;
        place.run(place.kernels()
                .images()
                .conv2dGradient(
                        Windows.of(layer.window(), x.shape()),
                        place.activation(),
                        x.images(),
                        place.weight("kernel"),
                        y.images(),
                        dy.images(),
                        place.gradient("kernel"),
                        place.optionalGradient("bias"),
                        dx == null ? null : dx.images()));
        return dx == null ? dy : dx;
    }
}
