package dev.millrace.engine.program;

import dev.millrace.nn.layer.Dense;

/// `y = activation(x · kernel + bias)`.
final class DenseLowering implements Lowering<Dense> {
    @Override
    public Value forward(Dense layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels()
                .dense(x.rows(), place.matrix("kernel"), place.optional("bias"), layer.activation(), y.rows()));
        return y;
    }

    @Override
    public Value backward(Dense layer, Value x, Value y, Value dy, Place place) {
        Value dx = place.trainsBelow() ? place.allocate(x.shape()) : null;
        place.run(place.kernels()
                .denseGradient(
                        place.activation(),
                        x.rows(),
                        place.matrix("kernel"),
                        y.rows(),
                        dy.rows(),
                        place.gradientMatrix("kernel"),
                        place.optionalGradient("bias"),
                        dx == null ? null : dx.rows()));
        return dx == null ? dy : dx;
    }
}
