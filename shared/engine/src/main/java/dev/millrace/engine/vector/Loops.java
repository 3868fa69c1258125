package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.nn.Regularizer;
import java.util.Arrays;
import java.util.List;

/// Operations whose loops are simple enough for the compiler to make vectors of them, or too rare to matter.
final class Loops {
    private final Workers workers;

    Loops(Workers workers) {
        this.workers = workers;
    }

    /// Work on two buffers, value by value.
    private Op blocks(VectorBuffer x, VectorBuffer y, Rows.Work work) {
        return Plan.of(workers, List.of(new Blocks(0, x.size(), 0.5, work)), x, y);
    }

    Op rectify(Rectifier rectifier, VectorBuffer x, VectorBuffer y) {
        float max = rectifier.max();
        float slope = rectifier.slope();
        float threshold = rectifier.threshold();
        return blocks(x, y, (from, to) -> {
            float[] in = x.array();
            float[] out = y.array();
            int xo = x.offset();
            int yo = y.offset();
            for (int i = from; i < to; i++) {
                float v = in[xo + i];
                float low = v >= threshold ? v : slope * (v - threshold);
                out[yo + i] = v >= max ? max : low;
            }
        });
    }

    Op rectifyGradient(Rectifier rectifier, VectorBuffer x, VectorBuffer dy) {
        float max = rectifier.max();
        float slope = rectifier.slope();
        float threshold = rectifier.threshold();
        return blocks(x, dy, (from, to) -> {
            float[] in = x.array();
            float[] d = dy.array();
            int xo = x.offset();
            int yo = dy.offset();
            for (int i = from; i < to; i++) {
                float v = in[xo + i];
                float low = v >= threshold ? 1 : slope;
                d[yo + i] *= v >= max ? 0 : low;
            }
        });
    }

    Op softmax(int outer, int axis, int inner, VectorBuffer x, VectorBuffer y) {
        return Plan.of(
                workers,
                List.of(new Rows(outer, axis * inner * 4.0, (from, to) -> {
                    for (int line = from * inner; line < to * inner; line++) {
                        int first = line / inner * axis * inner + line % inner;
                        int in = x.offset() + first;
                        int out = y.offset() + first;
                        float max = Float.NEGATIVE_INFINITY;
                        for (int i = 0; i < axis; i++) {
                            max = Math.max(max, x.array()[in + i * inner]);
                        }
                        float sum = 0;
                        for (int i = 0; i < axis; i++) {
                            float e = Functions.exp(x.array()[in + i * inner] - max);
                            y.array()[out + i * inner] = e;
                            sum += e;
                        }
                        for (int i = 0; i < axis; i++) {
                            y.array()[out + i * inner] /= sum;
                        }
                    }
                })),
                x,
                y);
    }

    Op softmaxGradient(int outer, int axis, int inner, VectorBuffer y, VectorBuffer dy) {
        return Plan.of(
                workers,
                List.of(new Rows(outer, axis * inner * 2.0, (from, to) -> {
                    for (int line = from * inner; line < to * inner; line++) {
                        int first = line / inner * axis * inner + line % inner;
                        int out = y.offset() + first;
                        int at = dy.offset() + first;
                        float dot = 0;
                        for (int i = 0; i < axis; i++) {
                            dot += y.array()[out + i * inner] * dy.array()[at + i * inner];
                        }
                        for (int i = 0; i < axis; i++) {
                            dy.array()[at + i * inner] =
                                    y.array()[out + i * inner] * (dy.array()[at + i * inner] - dot);
                        }
                    }
                })),
                y,
                dy);
    }

    Op lookUp(Matrix table, VectorBuffer indices, VectorBuffer y) {
        VectorBuffer from = VectorBuffer.of(table);
        int width = table.columns();
        int last = table.rows() - 1;
        return Plan.of(
                workers,
                List.of(new Rows(indices.size(), width * 0.3, (first, end) -> {
                    for (int row = first; row < end; row++) {
                        int number = Math.clamp((long) indices.array()[indices.offset() + row], 0, last);
                        System.arraycopy(
                                from.array(),
                                from.offset() + number * width,
                                y.array(),
                                y.offset() + row * width,
                                width);
                    }
                })),
                from,
                indices,
                y);
    }

    /// Each block is of some columns of the table, over all rows in their order.
    Op lookUpGradient(VectorBuffer indices, VectorBuffer dy, Matrix dTable) {
        VectorBuffer to = VectorBuffer.of(dTable);
        int width = dTable.columns();
        int last = dTable.rows() - 1;
        int columns = 16;
        Phase zero = new Blocks(
                0, to.size(), 0.1, (from, end) -> Arrays.fill(to.array(), to.offset() + from, to.offset() + end, 0));
        Phase add = new Phase() {
            @Override
            public int blocks() {
                return Math.ceilDiv(width, columns);
            }

            @Override
            public long nanos() {
                return (long) indices.size() * width / 2;
            }

            @Override
            public void run(int block, int lane) {
                int first = block * columns;
                int n = Math.min(columns, width - first);
                for (int row = 0; row < indices.size(); row++) {
                    int number = Math.clamp((long) indices.array()[indices.offset() + row], 0, last);
                    Sums.add(
                            n,
                            dy.array(),
                            dy.offset() + row * width + first,
                            to.array(),
                            to.offset() + number * width + first);
                }
            }
        };
        return Plan.of(workers, List.of(zero, add), indices, dy, to);
    }

    Op penalty(Regularizer regularizer, VectorBuffer weights, VectorBuffer penalty) {
        double[] partial = new double[Math.ceilDiv(weights.size(), Blocks.SIZE)];
        Phase sums = new Blocks(0, weights.size(), 1, (from, to) -> {
            double absolute = 0;
            double squares = 0;
            for (int i = from; i < to; i++) {
                double w = weights.array()[weights.offset() + i];
                absolute += Math.abs(w);
                squares += w * w;
            }
            partial[from / Blocks.SIZE] = regularizer.l1() * absolute + regularizer.l2() * squares;
        });
        return Plan.of(
                workers,
                List.of(sums, Phase.alone(() -> {
                    double sum = 0;
                    for (double part : partial) {
                        sum += part;
                    }
                    penalty.array()[penalty.offset()] = (float) sum;
                })),
                weights,
                penalty);
    }

    Op penaltyGradient(Regularizer regularizer, VectorBuffer weights, VectorBuffer gradients) {
        float l1 = (float) regularizer.l1();
        float l2 = (float) (2 * regularizer.l2());
        return blocks(weights, gradients, (from, to) -> {
            float[] w = weights.array();
            float[] g = gradients.array();
            int wo = weights.offset();
            int go = gradients.offset();
            for (int i = from; i < to; i++) {
                float v = w[wo + i];
                g[go + i] += l1 * Math.signum(v) + l2 * v;
            }
        });
    }
}
