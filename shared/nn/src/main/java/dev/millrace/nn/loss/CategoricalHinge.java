package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// `max(max((1 - y) * p) - sum(y * p) + 1, 0)` over classes; targets are one-hot.
public record CategoricalHinge() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new CategoricalHinge());
}
