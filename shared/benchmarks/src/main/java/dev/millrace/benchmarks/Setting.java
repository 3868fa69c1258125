package dev.millrace.benchmarks;

import dev.millrace.nn.Compile;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Which network is trained, and how: `10:sgd`, `128:adam:conv`.
///
/// @param optimizer `sgd` with learning rate 0.1, or `adam` with Keras's defaults
/// @param network `dense`, the textbook's, or `conv`, a convolutional one
record Setting(int batchSize, String optimizer, String network) {
    static final String DENSE = "dense";
    static final String CONV = "conv";

    private static final String FORM = "[1-9][0-9]{0,6}:(sgd|adam)(:conv)?";

    @Override
    public String toString() {
        return batchSize + ":" + optimizer + (isConv() ? ":" + CONV : "");
    }

    boolean isConv() {
        return network.equals(CONV);
    }

    /// What the engine compiles.
    static Compile compile(String optimizer) {
        return new Compile(
                optimizer.equals("sgd") ? new SGD(0.1, 0, false) : new Adam(),
                new CategoricalCrossentropy(),
                Metrics.ACCURACY);
    }

    /// Reads `10:sgd`.
    static final class Converter implements ITypeConverter<Setting> {
        @Override
        public Setting convert(String text) {
            if (!text.matches(FORM)) {
                throw new TypeConversionException(
                        "'" + text + "' is not a batch size and sgd or adam, like 10:sgd or 128:adam:conv");
            }
            List<String> parts = List.of(text.split(":", -1));
            return new Setting(Integer.parseInt(parts.get(0)), parts.get(1), parts.size() > 2 ? CONV : DENSE);
        }
    }
}
