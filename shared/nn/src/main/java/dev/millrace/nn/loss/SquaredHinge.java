package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `max(1 - y * p, 0)^2`, with targets as `Hinge` takes them.
public record SquaredHinge() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new SquaredHinge());
}
