package dev.millrace.engine.vector;

import dev.millrace.nn.Loss;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The loss of a row and its gradient, in one pass where the loss is a mean over columns.
///
/// @param p predictions, or logits
/// @param y targets
/// @param g gradients, not to be written where `graded` is false
record Losses(
        Loss loss,
        boolean fused,
        int rows,
        int columns,
        VectorBuffer p,
        VectorBuffer y,
        boolean graded,
        VectorBuffer g) {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final float EPSILON = 1e-7f;

    /// The loss of row `row`; writes its gradient.
    float row(int row) {
        int at = row * columns;
        return switch (loss) {
            case Loss.CategoricalCrossentropy cce ->
                cce.fromLogits() ? logits(at, cce.labelSmoothing()) : categorical(at, cce.labelSmoothing());
            case Loss.SparseCategoricalCrossentropy scce -> scce.fromLogits() ? logits(at, 0) : categorical(at, 0);
            case Loss.BinaryCrossentropy bce -> binary(at, bce.fromLogits(), (float) bce.labelSmoothing());
            case Loss.MeanSquaredError mse -> squared(at);
            case Loss.MeanAbsoluteError mae -> absolute(at);
            case Loss.Huber huber -> huber(at, (float) huber.delta());
        };
    }

    /// The loss of row `row` times `weight`; writes its gradient times `weight`.
    float row(int row, float weight) {
        float lost = row(row);
        if (graded) {
            int at = g.offset() + row * columns;
            for (int i = 0; i < columns; i += Lanes.COUNT) {
                VectorMask<Float> mask = Lanes.first(columns - i);
                FloatVector.fromArray(S, g.array(), at + i, mask).mul(weight).intoArray(g.array(), at + i, mask);
            }
        }
        return lost * weight;
    }

    /// `y * (1 - s) + s / columns`
    private float target(int i, double smoothing) {
        float value = y.array()[y.offset() + i];
        return smoothing == 0 ? value : value * (float) (1 - smoothing) + (float) (smoothing / columns);
    }

    private static float clip(float q) {
        return Math.min(Math.max(q, EPSILON), 1 - EPSILON);
    }

    private float categorical(int at, double smoothing) {
        float[] from = p.array();
        int first = p.offset() + at;
        float sum = 0;
        for (int i = 0; i < columns; i++) {
            sum += from[first + i];
        }
        // n = p / sum(p); q = clip(n); loss = -sum(y * log(q))
        float lost = 0;
        for (int i = 0; i < columns; i++) {
            float target = target(at + i, smoothing);
            if (target != 0) {
                lost -= target * (float) Math.log(clip(from[first + i] / sum));
            }
        }
        if (!graded) {
            return lost;
        }
        float[] to = g.array();
        int out = g.offset() + at;
        if (fused) {
            for (int i = 0; i < columns; i++) {
                to[out + i] = (from[first + i] - target(at + i, smoothing)) / rows;
            }
            return lost;
        }
        // G = -y / q inside the clip, 0 outside; g = (G - sum(G * n)) / sum(p)
        float dot = 0;
        for (int i = 0; i < columns; i++) {
            float n = from[first + i] / sum;
            float slope = n > EPSILON && 1 - n > EPSILON ? -target(at + i, smoothing) / n : 0;
            to[out + i] = slope;
            dot += slope * n;
        }
        for (int i = 0; i < columns; i++) {
            to[out + i] = (to[out + i] - dot) / sum / rows;
        }
        return lost;
    }

    private float logits(int at, double smoothing) {
        float[] from = p.array();
        int first = p.offset() + at;
        float max = Softmax.max(from, first, columns);
        float sum = 0;
        for (int i = 0; i < columns; i++) {
            sum += (float) Math.exp(from[first + i] - max);
        }
        // loss = sum(y * (log(sum(exp(x))) - x)); g = softmax(x) - y
        float log = (float) Math.log(sum) + max;
        float lost = 0;
        for (int i = 0; i < columns; i++) {
            lost += target(at + i, smoothing) * (log - from[first + i]);
        }
        if (graded) {
            float[] to = g.array();
            int out = g.offset() + at;
            Softmax.forward(from, first, to, out, columns);
            for (int i = 0; i < columns; i++) {
                to[out + i] = (to[out + i] - target(at + i, smoothing)) / rows;
            }
        }
        return lost;
    }

    private float binary(int at, boolean fromLogits, float smoothing) {
        FloatVector lost = FloatVector.zero(S);
        float per = 1f / columns / rows;
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            VectorMask<Float> mask = Lanes.first(columns - i);
            FloatVector x = FloatVector.fromArray(S, p.array(), p.offset() + at + i, mask);
            FloatVector t = FloatVector.fromArray(S, y.array(), y.offset() + at + i, mask);
            if (smoothing != 0) {
                t = t.mul(1 - smoothing).add(smoothing / 2);
            }
            FloatVector each;
            FloatVector slope;
            if (fromLogits) {
                // loss = softplus(x) - x * y; g = sigmoid(x) - y
                each = Activations.softplus(x).sub(x.mul(t));
                slope = Activations.sigmoid(x).sub(t);
            } else {
                // loss = -(y * log(q) + (1 - y) * log(1 - q))
                FloatVector q = x.max(EPSILON).min(1 - EPSILON);
                FloatVector rest = q.neg().add(1);
                each = t.mul(Functions.log(q))
                        .add(t.neg().add(1).mul(Functions.log(rest)))
                        .neg();
                // g = (q - y) / (q * (1 - q)) inside the clip
                slope = fused
                        ? x.sub(t)
                        : FloatVector.zero(S)
                                .blend(
                                        q.sub(t).div(q.mul(rest)),
                                        x.compare(VectorOperators.GT, EPSILON)
                                                .and(x.neg().add(1).compare(VectorOperators.GT, EPSILON)));
            }
            lost = lost.add(each, mask);
            if (graded) {
                slope.mul(per).intoArray(g.array(), g.offset() + at + i, mask);
            }
        }
        return Lanes.sum(lost) / columns;
    }

    private float squared(int at) {
        FloatVector lost = FloatVector.zero(S);
        float per = 2f / columns / rows;
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            VectorMask<Float> mask = Lanes.first(columns - i);
            FloatVector d = FloatVector.fromArray(S, p.array(), p.offset() + at + i, mask)
                    .sub(FloatVector.fromArray(S, y.array(), y.offset() + at + i, mask));
            lost = d.fma(d, lost);
            if (graded) {
                d.mul(per).intoArray(g.array(), g.offset() + at + i, mask);
            }
        }
        return Lanes.sum(lost) / columns;
    }

    private float absolute(int at) {
        FloatVector lost = FloatVector.zero(S);
        float per = 1f / columns / rows;
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            VectorMask<Float> mask = Lanes.first(columns - i);
            FloatVector e = error(at + i, mask);
            lost = lost.add(e.abs(), mask);
            if (graded) {
                // g = sign(p - y)
                FloatVector.zero(S)
                        .blend(per, e.compare(VectorOperators.GT, 0))
                        .blend(-per, e.compare(VectorOperators.LT, 0))
                        .intoArray(g.array(), g.offset() + at + i, mask);
            }
        }
        return Lanes.sum(lost) / columns;
    }

    private float huber(int at, float delta) {
        FloatVector lost = FloatVector.zero(S);
        float per = 1f / columns / rows;
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            VectorMask<Float> mask = Lanes.first(columns - i);
            // c = clip(e, -delta, delta); loss = c * (e - c / 2); g = c
            FloatVector e = error(at + i, mask);
            FloatVector c = e.max(-delta).min(delta);
            lost = lost.add(e.sub(c.mul(0.5f)).mul(c), mask);
            if (graded) {
                c.mul(per).intoArray(g.array(), g.offset() + at + i, mask);
            }
        }
        return Lanes.sum(lost) / columns;
    }

    /// `p - y` in the lanes of `mask`.
    private FloatVector error(int at, VectorMask<Float> mask) {
        return FloatVector.fromArray(S, p.array(), p.offset() + at, mask)
                .sub(FloatVector.fromArray(S, y.array(), y.offset() + at, mask));
    }
}
