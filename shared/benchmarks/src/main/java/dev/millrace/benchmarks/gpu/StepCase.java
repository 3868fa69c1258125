package dev.millrace.benchmarks.gpu;

import dev.millrace.benchmarks.Textbook;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;
import java.util.OptionalDouble;

/// A step whose time is taken.
///
/// @param optimizer `sgd` with learning rate 0.1, or `adam` with Keras's defaults
/// @param network `dense`, the textbook's, `conv`, the convolutional one, or `large`, with 100 million parameters
/// @param goal microseconds that a step is to take less than
record StepCase(int batchSize, String optimizer, String network, OptionalDouble goal) {
    /// Units of each hidden layer of the network with 100 million parameters.
    static final int LARGE = 9600;

    /// All of them; `steps.py` knows them by the same names.
    static final List<StepCase> ALL = List.of(
            new StepCase(100, "adam", "dense", OptionalDouble.of(40)),
            new StepCase(1, "sgd", "dense", OptionalDouble.of(20)),
            new StepCase(1000, "adam", "dense", OptionalDouble.empty()),
            new StepCase(10_000, "adam", "dense", OptionalDouble.empty()),
            new StepCase(128, "adam", "conv", OptionalDouble.empty()),
            new StepCase(1000, "adam", "large", OptionalDouble.empty()));

    /// `100:adam:dense`.
    @Override
    public String toString() {
        return batchSize + ":" + optimizer + ":" + network;
    }

    Sequential model() {
        return switch (network) {
            case "conv" -> Textbook.convolutional();
            case "large" -> Textbook.network(LARGE);
            default -> Textbook.network(Textbook.UNITS);
        };
    }

    Compile compile() {
        return new Compile(
                optimizer.equals("sgd") ? new SGD(0.1, 0, false) : new Adam(),
                new CategoricalCrossentropy(),
                Metrics.ACCURACY);
    }
}
