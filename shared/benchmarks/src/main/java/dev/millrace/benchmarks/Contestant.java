package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.Optional;

/// Somebody who trains the textbook's network.
interface Contestant {
    /// As it stands in the table.
    String name();

    /// Whether the ratios are to the fastest of these.
    default boolean isKeras() {
        return false;
    }

    /// How many of `samples` are trained in an epoch, so that the slow do not take hours.
    ///
    /// @param steps at most, for peers; 0: all
    default int samples(int samples, int batchSize, int steps) {
        return samples;
    }

    /// Why it cannot take part; empty if it can.
    default Optional<String> missing() {
        return Optional.empty();
    }

    /// Trains once in a process of its own.
    ///
    /// @param folder with the examples, in IDX files
    /// @param epochs the first of which is to warm up
    /// @param seed of the first weights and of the order of the examples
    /// @throws MeasurementException if it breaks
    Fitted fit(Path folder, Setting setting, int epochs, int seed);
}
