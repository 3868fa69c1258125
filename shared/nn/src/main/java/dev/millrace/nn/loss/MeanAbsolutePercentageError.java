package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// 100 times the mean over the last axis of `|y - p| / max(|y|, 1e-7)`.
public record MeanAbsolutePercentageError() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new MeanAbsolutePercentageError(), "mape", "MAPE");

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
