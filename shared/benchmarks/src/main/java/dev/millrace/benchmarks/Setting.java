package dev.millrace.benchmarks;

import dev.millrace.nn.Compile;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How the network is trained: `10:sgd`.
///
/// @param optimizer `sgd` with learning rate 0.1, or `adam` with Keras's defaults
record Setting(int batchSize, String optimizer) {
    private static final String FORM = "[1-9][0-9]{0,6}:(sgd|adam)";

    @Override
    public String toString() {
        return batchSize + ":" + optimizer;
    }

    /// What the engine compiles.
    static Compile compile(String optimizer) {
        return new Compile(
                optimizer.equals("sgd") ? new Optimizer.SGD(0.1, 0, false) : new Optimizer.Adam(),
                new Loss.CategoricalCrossentropy(),
                Metric.ACCURACY);
    }

    /// Reads `10:sgd`.
    static final class Converter implements ITypeConverter<Setting> {
        @Override
        public Setting convert(String text) {
            if (!text.matches(FORM)) {
                throw new TypeConversionException("'" + text + "' is not a batch size and sgd or adam, like 10:sgd");
            }
            int colon = text.indexOf(':');
            return new Setting(Integer.parseInt(text.substring(0, colon)), text.substring(colon + 1));
        }
    }
}
