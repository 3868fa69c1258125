package dev.millrace.benchmarks;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;

/// The textbook's digits network.
final class Textbook {
    /// Pixels of one image.
    static final int PIXELS = 28 * 28;

    static final int CLASSES = 10;

    /// Units of each of its two hidden layers.
    static final int UNITS = 500;

    private Textbook() {}

    /// The network with `units` in each hidden layer.
    static Sequential network(int units) {
        return Sequential.of(
                Shape.of(PIXELS),
                Dense.of(units, Activation.SIGMOID),
                Dense.of(units, Activation.SIGMOID),
                Dense.of(CLASSES, Activation.SOFTMAX));
    }
}
