package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.NormRange;

/// Keeps norms of weights `(outer, along, inner)` within a range. A line is the `along` values at one place of the
/// other two; lines that lie beside each other are summed up together.
final class NormLimit {
    private final NormRange range;
    private final int along;
    private final int inner;
    private final VectorBuffer weights;

    /// Of each line: the sum of its squares.
    private final double[] squares;

    NormLimit(NormRange range, int outer, int along, int inner, VectorBuffer weights) {
        this.range = range;
        this.along = along;
        this.inner = inner;
        this.weights = weights;
        this.squares = new double[Math.multiplyExact(outer, inner)];
    }

    Phase phase() {
        return new Rows(squares.length, along * 1.5, (from, to) -> {
            for (int line = from; line < to; ) {
                int count = Math.min(to - line, inner - line % inner);
                limit(line, count);
                line += count;
            }
        });
    }

    /// Of `count` lines that lie beside each other.
    private void limit(int line, int count) {
        float[] w = weights.array();
        int first = weights.offset() + line / inner * along * inner + line % inner;
        int end = first + along * inner;
        for (int i = 0; i < count; i++) {
            squares[line + i] = 0;
        }
        for (int at = first; at < end; at += inner) {
            for (int i = 0; i < count; i++) {
                squares[line + i] += (double) w[at + i] * w[at + i];
            }
        }
        for (int i = 0; i < count; i++) {
            squares[line + i] = range.factor(squares[line + i]);
        }
        for (int at = first; at < end; at += inner) {
            for (int i = 0; i < count; i++) {
                w[at + i] *= (float) squares[line + i];
            }
        }
    }
}
