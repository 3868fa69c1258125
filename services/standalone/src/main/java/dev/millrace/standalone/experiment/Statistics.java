package dev.millrace.standalone.experiment;

import java.util.Collection;
import java.util.List;

/// What is said about several measurements of the same thing.
public final class Statistics {
    private Statistics() {}

    /// The middle one, or the mean of the two in the middle.
    ///
    /// @throws IllegalArgumentException if there are none
    public static double median(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no median of nothing.");
        }
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /// The median of what comes after the first epoch, in which the JVM still compiles; of that one, where it is alone.
    ///
    /// @param seconds of every epoch
    /// @throws IllegalArgumentException if there are none
    public static double perEpoch(List<Double> seconds) {
        return median(seconds.size() > 1 ? seconds.subList(1, seconds.size()) : seconds);
    }
}
