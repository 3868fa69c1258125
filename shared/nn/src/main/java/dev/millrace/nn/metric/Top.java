package dev.millrace.nn.metric;

import dev.millrace.nn.DescriptionException;

/// How many of the largest predictions count.
final class Top {
    /// Keras's.
    static final int DEFAULT = 5;

    private Top() {}

    static void check(int k) {
        if (k < 1) {
            throw new DescriptionException("k is positive. Received: k=" + k + ". Keras's default is 5.");
        }
    }
}
