package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.NormKernels.Scaling;
import dev.millrace.nn.layer.BatchNormalization;

/// Normalises each channel: while training by the mini-batch, in predictions by the moving statistics.
final class BatchNormalizationLowering implements Lowering<BatchNormalization> {
    @Override
    public Value forward(BatchNormalization layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels()
                .norms()
                .byGiven(
                        scaling(layer, place),
                        place.weight("moving_mean"),
                        place.weight("moving_variance"),
                        x.rows(),
                        y.rows()));
        return y;
    }

    @Override
    public Value trainingForward(BatchNormalization layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels()
                .norms()
                .byColumns(
                        scaling(layer, place),
                        (float) layer.momentum(),
                        place.weight("moving_mean"),
                        place.weight("moving_variance"),
                        x.rows(),
                        saved(x, place),
                        y.rows()));
        return y;
    }

    @Override
    public Value backward(BatchNormalization layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels()
                .norms()
                .byColumnsGradient(
                        scaling(layer, place),
                        x.rows(),
                        saved(x, place),
                        dy.rows(),
                        place.optionalGradient("gamma"),
                        place.optionalGradient("beta"),
                        dy.rows()));
        return dy;
    }

    /// A frozen layer computes as in predictions; so its gradient is that of a fixed factor.
    static Value frozenBackward(BatchNormalization layer, Value dy, Place place) {
        place.run(place.kernels()
                .norms()
                .byGivenGradient(scaling(layer, place), place.weight("moving_variance"), dy.rows(), dy.rows()));
        return dy;
    }

    private static Scaling scaling(BatchNormalization layer, Place place) {
        return new Scaling(place.optional("gamma"), place.optional("beta"), (float) layer.epsilon());
    }

    private static Buffer saved(Value x, Place place) {
        return place.saved(2 * x.shape().last());
    }
}
