package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `|y - p|`; where `y = p` its gradient is 0, as in Keras.
public record MeanAbsoluteError() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new MeanAbsoluteError(), "mae", "MAE");

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
