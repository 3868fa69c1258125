package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.NormKernels.Scaling;
import dev.millrace.nn.layer.LayerNormalization;

/// Normalises each row along the last axis.
final class LayerNormalizationLowering implements Lowering<LayerNormalization> {
    @Override
    public Value forward(LayerNormalization layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().norms().byRows(scaling(layer, place), x.rows(), saved(x, place), y.rows()));
        return y;
    }

    @Override
    public Value backward(LayerNormalization layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels()
                .norms()
                .byRowsGradient(
                        scaling(layer, place),
                        x.rows(),
                        saved(x, place),
                        dy.rows(),
                        place.optionalGradient("gamma"),
                        place.optionalGradient("beta"),
                        dy.rows()));
        return dy;
    }

    private static Scaling scaling(LayerNormalization layer, Place place) {
        return new Scaling(place.optional("gamma"), place.optional("beta"), (float) layer.epsilon());
    }

    private static Buffer saved(Value x, Place place) {
        return place.saved(2 * x.rows().rows());
    }
}
