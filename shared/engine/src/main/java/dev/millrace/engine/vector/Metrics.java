package dev.millrace.engine.vector;

import dev.millrace.nn.Metric;

/// The share of a row that a metric counts as right.
///
/// @param p predictions
/// @param y targets
record Metrics(Metric metric, int columns, VectorBuffer p, VectorBuffer y) {
    float row(int row) {
        int predicted = p.offset() + row * columns;
        int wanted = y.offset() + row * columns;
        return switch (metric) {
            case ACCURACY -> throw new IllegalArgumentException("ACCURACY stands for another metric: resolve it first");
            case BINARY_ACCURACY -> equal(predicted, wanted) / (float) columns;
            case CATEGORICAL_ACCURACY, SPARSE_CATEGORICAL_ACCURACY ->
                largest(p.array(), predicted) == largest(y.array(), wanted) ? 1 : 0;
        };
    }

    private int equal(int predicted, int wanted) {
        int count = 0;
        for (int i = 0; i < columns; i++) {
            float side = p.array()[predicted + i] > 0.5f ? 1 : 0;
            count += side == y.array()[wanted + i] ? 1 : 0;
        }
        return count;
    }

    /// The place of the first of the largest values.
    private int largest(float[] values, int from) {
        int place = 0;
        for (int i = 1; i < columns; i++) {
            if (values[from + i] > values[from + place]) {
                place = i;
            }
        }
        return place;
    }
}
