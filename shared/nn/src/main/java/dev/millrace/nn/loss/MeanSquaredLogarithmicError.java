package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `(log(max(y, 1e-7) + 1) - log(max(p, 1e-7) + 1))^2`.
public record MeanSquaredLogarithmicError() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new MeanSquaredLogarithmicError(), "msle", "MSLE");

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
