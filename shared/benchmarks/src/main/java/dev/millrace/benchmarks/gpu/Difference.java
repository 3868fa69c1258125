package dev.millrace.benchmarks.gpu;

import dev.millrace.nn.Variable;
import java.util.List;

/// How far numbers are apart: the largest of `|a - b| / max(1, |b|)`; infinite where one is not a number.
final class Difference {
    private Difference() {}

    /// Of two numbers.
    static double of(double a, double b) {
        double difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    /// Of as many numbers.
    static double ofNumbers(List<Double> a, List<Double> b) {
        double largest = a.size() == b.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            largest = Math.max(largest, of(a.get(i), b.get(i)));
        }
        return largest;
    }

    /// Of as many numbers.
    static double of(float[] a, float... b) {
        double largest = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            largest = Math.max(largest, of((double) a[i], (double) b[i]));
        }
        return largest;
    }

    /// Of all variables of one model.
    static double of(List<Variable> a, List<Variable> b) {
        double largest = a.size() == b.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            largest = Math.max(largest, of(a.get(i).toArray(), b.get(i).toArray()));
        }
        return largest;
    }
}
