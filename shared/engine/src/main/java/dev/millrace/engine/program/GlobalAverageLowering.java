package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Layer;

/// The mean of each channel over all axes before it.
final class GlobalAverageLowering<L extends Layer> implements Lowering<L> {
    @Override
    public Value forward(L layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().images().averagePool(window(x), all(x), y.images(1, 1)));
        return y;
    }

    @Override
    public Value backward(L layer, Value x, Value y, Value dy, Place place) {
        Value dx = place.allocate(x.shape());
        place.run(place.kernels().images().averagePoolGradient(window(x), dy.images(1, 1), all(dx)));
        return dx;
    }

    /// All cells of an example in one row.
    private static Images all(Value x) {
        return x.images(1, cells(x));
    }

    private static Window window(Value x) {
        return Windows.whole(1, cells(x));
    }

    private static int cells(Value x) {
        return x.shape().size() / x.shape().last();
    }
}
