package dev.millrace.engine.program;

import dev.millrace.nn.Regularizer;
import dev.millrace.nn.layer.ActivityRegularization;

/// `y = x`, and what `x` adds to the loss.
final class ActivityRegularizationLowering implements Lowering<ActivityRegularization> {
    @Override
    public Value forward(ActivityRegularization layer, Value x, Place place) {
        place.run(place.kernels().penalty(ofEach(layer, x), x.buffer(), place.penalty()));
        return x;
    }

    @Override
    public Value backward(ActivityRegularization layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels().penaltyGradient(ofEach(layer, x), x.buffer(), dy.buffer()));
        return dy;
    }

    private static Regularizer ofEach(ActivityRegularization layer, Value x) {
        return layer.regularizer().dividedBy(x.count());
    }
}
