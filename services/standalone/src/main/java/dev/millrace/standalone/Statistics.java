package dev.millrace.benchmarks;

import java.util.Collection;
import java.util.List;

/// What is said about several measurements of the same thing.
final class Statistics {
    private Statistics() {}

    /// The middle one, or the mean of the two in the middle.
    ///
    /// @throws IllegalArgumentException if there are none
    static double median(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no median of nothing.");
        }
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
