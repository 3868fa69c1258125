package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `log(cosh(p - y))`: squared errors near the target, absolute ones for outliers.
public record LogCosh() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new LogCosh(), "logcosh");

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
