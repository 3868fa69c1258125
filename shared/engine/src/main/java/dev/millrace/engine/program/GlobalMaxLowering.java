package dev.millrace.engine.program;

import dev.millrace.nn.layer.GlobalMaxPooling2D;

/// The largest value of each channel: one window over the whole image.
final class GlobalMaxLowering implements Lowering<GlobalMaxPooling2D> {
    @Override
    public Value forward(GlobalMaxPooling2D layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().images().maxPool(Windows.whole(x), x.images(), y.images(1, 1)));
        return y;
    }

    @Override
    public Value backward(GlobalMaxPooling2D layer, Value x, Value y, Value dy, Place place) {
        Value dx = place.allocate(x.shape());
        place.run(place.kernels()
                .images()
                .maxPoolGradient(Windows.whole(x), x.images(), y.images(1, 1), dy.images(1, 1), dx.images()));
        return dx;
    }
}
