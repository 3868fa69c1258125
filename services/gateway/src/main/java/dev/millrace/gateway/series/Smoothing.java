package dev.millrace.gateway.series;

/// The exponential moving average of a column, from its first point on: `s = w s + (1 - w) value`, divided by
/// `1 - w^n`, so that the beginning does not lean towards zero (as TensorBoard and W&B do).
final class Smoothing {
    private final Column column;
    private final double weight;
    private double sum;
    private double rest = 1;
    private int next;

    Smoothing(Column column, double weight) {
        this.column = column;
        this.weight = weight;
    }

    /// The average up to the point at `index`, which is asked for in growing order.
    double at(int index) {
        for (; next <= index; next++) {
            double value = column.at(next);
            if (!Double.isNaN(value)) {
                sum = weight * sum + (1 - weight) * value;
                rest *= weight;
            }
        }
        return sum / (1 - rest);
    }
}
