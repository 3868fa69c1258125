package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `p - y * log(p + 1e-7)`: how unlikely the counts `y` are where `p` are expected.
public record Poisson() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new Poisson());

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
