package dev.millrace.engine.program;

import dev.millrace.nn.layer.ActivationLayer;

/// `y = activation(x)`.
final class ActivationLowering implements Lowering<ActivationLayer> {
    @Override
    public Value forward(ActivationLayer layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().activation(layer.activation(), x.rows(), y.rows()));
        return y;
    }

    @Override
    public Value backward(ActivationLayer layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels().activationGradient(place.activation(), x.rows(), y.rows(), dy.rows()));
        return dy;
    }
}
