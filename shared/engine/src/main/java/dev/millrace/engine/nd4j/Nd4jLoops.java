package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.nn.Regularizer;
import java.nio.FloatBuffer;

/// Operations that ND4J has in another form or not at all, value by value in its memory.
final class Nd4jLoops {
    private Nd4jLoops() {}

    static FloatBuffer host(Buffer buffer) {
        return ((Nd4jBuffer) buffer).host();
    }

    static Op rectify(Rectifier rectifier, Buffer x, Buffer y) {
        FloatBuffer from = host(x);
        FloatBuffer to = host(y);
        return () -> {
            for (int i = 0; i < from.capacity(); i++) {
                to.put(i, rectifier.of(from.get(i)));
            }
        };
    }

    static Op rectifyGradient(Rectifier rectifier, Buffer x, Buffer dy) {
        FloatBuffer from = host(x);
        FloatBuffer to = host(dy);
        return () -> {
            for (int i = 0; i < from.capacity(); i++) {
                to.put(i, to.get(i) * rectifier.slopeAt(from.get(i)));
            }
        };
    }

    static Op softmax(int outer, int axis, int inner, Buffer x, Buffer y) {
        FloatBuffer from = host(x);
        FloatBuffer to = host(y);
        return () -> {
            for (int line = 0; line < outer * inner; line++) {
                int first = line / inner * axis * inner + line % inner;
                double max = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < axis; i++) {
                    max = Math.max(max, from.get(first + i * inner));
                }
                double sum = 0;
                for (int i = 0; i < axis; i++) {
                    sum += Math.exp(from.get(first + i * inner) - max);
                }
                for (int i = 0; i < axis; i++) {
                    int at = first + i * inner;
                    to.put(at, (float) (Math.exp(from.get(at) - max) / sum));
                }
            }
        };
    }

    static Op softmaxGradient(int outer, int axis, int inner, Buffer y, Buffer dy) {
        FloatBuffer out = host(y);
        FloatBuffer d = host(dy);
        return () -> {
            for (int line = 0; line < outer * inner; line++) {
                int first = line / inner * axis * inner + line % inner;
                double dot = 0;
                for (int i = 0; i < axis; i++) {
                    dot += (double) out.get(first + i * inner) * d.get(first + i * inner);
                }
                for (int i = 0; i < axis; i++) {
                    int at = first + i * inner;
                    d.put(at, (float) (out.get(at) * (d.get(at) - dot)));
                }
            }
        };
    }

    static Op lookUp(Matrix table, Buffer indices, Matrix y) {
        FloatBuffer from = host(table.buffer());
        FloatBuffer to = host(y.buffer());
        int width = table.columns();
        return () -> {
            for (int row = 0; row < y.rows(); row++) {
                to.put(row * width, from, row(table, indices, row) * width, width);
            }
        };
    }

    /// The nearest row that there is.
    private static int row(Matrix table, Buffer indices, int row) {
        return Math.clamp((long) host(indices).get(row), 0, table.rows() - 1);
    }

    static Op lookUpGradient(Buffer indices, Matrix dy, Matrix dTable) {
        FloatBuffer from = host(dy.buffer());
        FloatBuffer to = host(dTable.buffer());
        int width = dTable.columns();
        return () -> {
            for (int i = 0; i < to.capacity(); i++) {
                to.put(i, 0);
            }
            for (int row = 0; row < dy.rows(); row++) {
                int at = row(dTable, indices, row) * width;
                for (int c = 0; c < width; c++) {
                    to.put(at + c, to.get(at + c) + from.get(row * width + c));
                }
            }
        };
    }

    static Op penalty(Regularizer regularizer, Buffer weights, Buffer penalty) {
        FloatBuffer from = host(weights);
        FloatBuffer to = host(penalty);
        return () -> {
            double sum = 0;
            for (int i = 0; i < from.capacity(); i++) {
                double w = from.get(i);
                sum += regularizer.l1() * Math.abs(w) + regularizer.l2() * w * w;
            }
            to.put(0, (float) sum);
        };
    }

    static Op penaltyGradient(Regularizer regularizer, Buffer weights, Buffer gradients) {
        FloatBuffer from = host(weights);
        FloatBuffer to = host(gradients);
        return () -> {
            for (int i = 0; i < from.capacity(); i++) {
                double w = from.get(i);
                double slope = regularizer.l1() * Math.signum(w) + 2 * regularizer.l2() * w;
                to.put(i, (float) (to.get(i) + slope));
            }
        };
    }
}
