package dev.millrace.engine.vector;

/// The share of a row that an accuracy counts as right.
///
/// @param p predictions
/// @param y targets
record Accuracies(int columns, VectorBuffer p, VectorBuffer y) {
    /// The share of the elements of row `row` with `p > 0.5` where `y` is 1 and not where it is 0.
    float binary(int row) {
        int predicted = p.offset() + row * columns;
        int expected = y.offset() + row * columns;
        int count = 0;
        for (int i = 0; i < columns; i++) {
            float side = p.array()[predicted + i] > 0.5f ? 1 : 0;
            count += side == y.array()[expected + i] ? 1 : 0;
        }
        return count / (float) columns;
    }

    /// 1 if the largest prediction of row `row` is at the largest target, else 0.
    float categorical(int row) {
        int predicted = largest(p.array(), p.offset() + row * columns);
        return predicted == largest(y.array(), y.offset() + row * columns) ? 1 : 0;
    }

    /// 1 if fewer than `k` predictions of row `row` are above the one at the largest target, else 0.
    float top(int row, int k) {
        int from = p.offset() + row * columns;
        float at = p.array()[from + largest(y.array(), y.offset() + row * columns)];
        int above = Float.isNaN(at) ? columns : 0;
        for (int i = from; i < from + columns; i++) {
            above += p.array()[i] > at ? 1 : 0;
        }
        return above < k ? 1 : 0;
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
