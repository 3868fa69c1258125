package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `(y - p)^2`.
public record MeanSquaredError() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new MeanSquaredError(), "mse", "MSE");

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
