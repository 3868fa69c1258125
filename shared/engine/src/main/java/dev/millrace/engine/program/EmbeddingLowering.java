package dev.millrace.engine.program;

import dev.millrace.nn.layer.Embedding;

/// Rows of a table, by their numbers.
final class EmbeddingLowering implements Lowering<Embedding> {
    @Override
    public Value forward(Embedding layer, Value x, Place place) {
        Value y = place.output();
        place.run(place.kernels().lookUp(place.matrix("embeddings"), x.buffer(), y.rows()));
        return y;
    }

    /// Whole numbers have no gradient: whatever is trained below gets zeros, as in Keras.
    @Override
    public Value backward(Embedding layer, Value x, Value y, Value dy, Place place) {
        place.run(place.kernels().lookUpGradient(x.buffer(), dy.rows(), place.gradientMatrix("embeddings")));
        return place.trainsBelow() ? place.allocate(x.shape()) : dy;
    }
}
