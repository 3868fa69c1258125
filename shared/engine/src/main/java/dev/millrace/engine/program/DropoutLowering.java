package dev.millrace.engine.program;

import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.nn.layer.Dropout;

/// `y = x * mask` while training, `y = x` in predictions.
final class DropoutLowering implements Lowering<Dropout> {
    @Override
    public Value forward(Dropout layer, Value x, Place place) {
        return x;
    }

    @Override
    public Value trainingForward(Dropout layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().dropout(mask(layer, place), x.rows(), y.rows()));
        return y;
    }

    @Override
    public Value backward(Dropout layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels().dropout(mask(layer, place), dy.rows(), dy.rows()));
        return dy;
    }

    private static DropoutMask mask(Dropout layer, Place place) {
        return DropoutMask.of(layer.rate(), place.keys(layer.seed().orElseThrow()));
    }
}
