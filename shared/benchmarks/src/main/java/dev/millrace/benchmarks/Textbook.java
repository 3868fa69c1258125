package dev.millrace.benchmarks;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Conv2D;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.MaxPooling2D;
import dev.millrace.nn.layer.Reshape;

/// The textbook's digits network.
public final class Textbook {
    /// Pixels of one image.
    public static final int PIXELS = 28 * 28;

    /// Digits.
    public static final int CLASSES = 10;

    /// Units of each of its two hidden layers.
    public static final int UNITS = 500;

    private Textbook() {}

    /// The network of a setting: the textbook's, or a convolutional one.
    static Sequential network(Setting setting) {
        return setting.isConv() ? convolutional() : network(UNITS);
    }

    /// A convolutional network for the same pictures.
    public static Sequential convolutional() {
        return Sequential.of(
                Shape.of(PIXELS),
                Reshape.of(28, 28, 1),
                Conv2D.of(32, 3, Activation.RELU),
                MaxPooling2D.of(2),
                Conv2D.of(64, 3, Activation.RELU),
                MaxPooling2D.of(2),
                Flatten.of(),
                Dropout.of(0.5),
                Dense.of(CLASSES, Activation.SOFTMAX));
    }

    /// The network with `units` in each hidden layer.
    public static Sequential network(int units) {
        return Sequential.of(
                Shape.of(PIXELS),
                Dense.of(units, Activation.SIGMOID),
                Dense.of(units, Activation.SIGMOID),
                Dense.of(CLASSES, Activation.SOFTMAX));
    }
}
