package dev.millrace.engine.program;

import dev.millrace.nn.layer.BatchNormalization;
import dev.millrace.nn.layer.Frozen;

/// The layer that is frozen. Its weights are not trained, as they are state; a normalisation computes as in
/// predictions.
final class FrozenLowering implements Lowering<Frozen> {
    @Override
    public Value forward(Frozen layer, Value x, Place place) {
        return Lowerings.forward(layer.layer(), x, place);
    }

    @Override
    public Value trainingForward(Frozen layer, Value x, Place place) {
        return layer.layer() instanceof BatchNormalization
                ? forward(layer, x, place)
                : Lowerings.trainingForward(layer.layer(), x, place);
    }

    @Override
    public Value backward(Frozen layer, Value x, Value y, Value dy, Place place) {
        return layer.layer() instanceof BatchNormalization normalization
                ? BatchNormalizationLowering.frozenBackward(normalization, dy, place)
                : Lowerings.backward(layer.layer(), x, y, dy, place);
    }
}
