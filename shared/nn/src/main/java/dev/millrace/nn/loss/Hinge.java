package dev.millrace.nn.loss;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// Mean over the last axis of `max(1 - y * p, 0)`. Targets are -1 and 1; where all of a mini-batch are 0 or 1, 0 counts
/// as -1.
public record Hinge() implements Loss {
    static final Kind<Loss> KIND = Kinship.plain(new Hinge());
}
