package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// `sum(y * log(y / p))` over the last axis, both clipped to `[1e-7, 1]` (Kullback and Leibler, 1951).
public record KLDivergence() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new KLDivergence(), "kld", "KLD", "kullback_leibler_divergence");
}
