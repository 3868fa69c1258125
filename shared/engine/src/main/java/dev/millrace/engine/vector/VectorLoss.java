package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Means over columns that are computed by vectors: losses that models with many outputs are trained with. No methods
/// stand between a loop and the Vector API: the compiler inlines so and so deep, and allocates vectors below.
abstract class VectorLoss extends ElementLoss {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final float EPSILON = LossOperands.EPSILON;

    private VectorLoss(LossOperands of, Of loss, Of slope) {
        super(of, 1.0 / of.columns(), loss, slope);
    }

    @Override
    final int whole() {
        return S.loopBound(of.columns());
    }

    /// `e^2` with `e = p - y`; its slope is `2 * e`.
    static final class Squared extends VectorLoss {
        Squared(LossOperands of) {
            super(of, (p, y) -> (p - y) * (double) (p - y), (p, y) -> 2 * (double) (p - y));
        }

        @Override
        float vectors(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            float[] g = of.g().array();
            int go = of.g().offset();
            FloatVector lost = FloatVector.zero(S);
            for (int i = at; i < at + n; i += L) {
                FloatVector e = FloatVector.fromArray(S, p, po + i).sub(FloatVector.fromArray(S, y, yo + i));
                lost = e.fma(e, lost);
                if (of.graded()) {
                    e.mul(2 * per).intoArray(g, go + i);
                }
            }
            float[] room = Rest.room();
            lost.intoArray(room, 0);
            return Rest.sum(room);
        }
    }

    /// `|e|`; its slope is the sign of `e`.
    static final class Absolute extends VectorLoss {
        Absolute(LossOperands of) {
            super(of, (p, y) -> Math.abs(p - y), (p, y) -> Math.signum(p - y));
        }

        @Override
        float vectors(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            float[] g = of.g().array();
            int go = of.g().offset();
            FloatVector lost = FloatVector.zero(S);
            for (int i = at; i < at + n; i += L) {
                FloatVector e = FloatVector.fromArray(S, p, po + i).sub(FloatVector.fromArray(S, y, yo + i));
                lost = lost.add(e.abs());
                if (of.graded()) {
                    FloatVector sign = FloatVector.zero(S)
                            .blend(1, e.compare(VectorOperators.GT, 0))
                            .blend(-1, e.compare(VectorOperators.LT, 0));
                    sign.mul(per).intoArray(g, go + i);
                }
            }
            float[] room = Rest.room();
            lost.intoArray(room, 0);
            return Rest.sum(room);
        }
    }

    /// `c * (e - c / 2)` with `c = clip(e, -delta, delta)`; its slope is `c`.
    static final class Bounded extends VectorLoss {
        private final float delta;

        Bounded(LossOperands of, float delta) {
            super(of, (p, y) -> bounded(p - y, delta), (p, y) -> Math.clamp((double) (p - y), -delta, delta));
            this.delta = delta;
        }

        private static double bounded(double e, double delta) {
            double c = Math.clamp(e, -delta, delta);
            return c * (e - c / 2);
        }

        @Override
        float vectors(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            float[] g = of.g().array();
            int go = of.g().offset();
            FloatVector lost = FloatVector.zero(S);
            for (int i = at; i < at + n; i += L) {
                FloatVector e = FloatVector.fromArray(S, p, po + i).sub(FloatVector.fromArray(S, y, yo + i));
                FloatVector c = e.max(-delta).min(delta);
                lost = lost.add(e.sub(c.mul(0.5f)).mul(c));
                if (of.graded()) {
                    c.mul(per).intoArray(g, go + i);
                }
            }
            float[] room = Rest.room();
            lost.intoArray(room, 0);
            return Rest.sum(room);
        }
    }

    /// `softplus(x) - x * t` of logits, with targets `t = y * (1 - s) + s / 2`; its slope is `sigmoid(x) - t`.
    static final class BinaryOfLogits extends VectorLoss {
        private final float smoothing;

        BinaryOfLogits(LossOperands of, double smoothing) {
            super(
                    of,
                    (x, y) -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - x * smooth(y, smoothing),
                    (x, y) -> 1 / (1 + Math.exp(-x)) - smooth(y, smoothing));
            this.smoothing = (float) smoothing;
        }

        @Override
        float vectors(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            FloatVector lost = FloatVector.zero(S);
            for (int i = at; i < at + n; i += L) {
                FloatVector x = FloatVector.fromArray(S, p, po + i);
                FloatVector t =
                        FloatVector.fromArray(S, y, yo + i).mul(1 - smoothing).add(smoothing / 2);
                lost = lost.add(Curves.softplus(x).sub(x.mul(t)));
            }
            if (of.graded()) {
                slopes(at, n, per);
            }
            float[] room = Rest.room();
            lost.intoArray(room, 0);
            return Rest.sum(room);
        }

        private void slopes(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            float[] g = of.g().array();
            int go = of.g().offset();
            for (int i = at; i < at + n; i += L) {
                FloatVector t =
                        FloatVector.fromArray(S, y, yo + i).mul(1 - smoothing).add(smoothing / 2);
                Curves.sigmoid(FloatVector.fromArray(S, p, po + i))
                        .sub(t)
                        .mul(per)
                        .intoArray(g, go + i);
            }
        }
    }

    /// `-(t * log(q) + (1 - t) * log(1 - q))` of probabilities, with `q = clip(p)` and targets as above; its slope is
    /// `(q - t) / (q * (1 - q))` inside the clip, 0 outside, and `p - t` where the sigmoid before it is fused.
    static final class BinaryOfProbabilities extends VectorLoss {
        private final float smoothing;

        BinaryOfProbabilities(LossOperands of, double smoothing) {
            super(of, (p, y) -> loss(LossOperands.clip(p), smooth(y, smoothing)), (p, y) -> {
                double t = smooth(y, smoothing);
                double q = LossOperands.clip(p);
                return of.fused() ? p - t : LossOperands.inside(p) ? (q - t) / (q * (1 - q)) : 0;
            });
            this.smoothing = (float) smoothing;
        }

        private static double loss(double q, double t) {
            return -(t * Math.log(q) + (1 - t) * Math.log(1 - q));
        }

        @Override
        float vectors(int at, int n, float per) {
            if (of.graded() && of.fused()) {
                fused(at, n, per);
            } else if (of.graded()) {
                slopes(at, n, per);
            }
            float lost = 0;
            // A loop, so that the compiler takes the logarithm into what calls it once: of two it leaves one outside.
            for (int half = 0; half < 2; half++) {
                lost += half(at, n, 1 - 2 * half, half);
            }
            return -lost;
        }

        /// The sum of `u(t) * log(u(q))` with `u(v) = sign * v + offset`: of `t * log(q)` with 1 and 0, of
        /// `(1 - t) * log(1 - q)` with -1 and 1.
        private float half(int at, int n, float sign, float offset) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            FloatVector sum = FloatVector.zero(S);
            for (int i = at; i < at + n; i += L) {
                FloatVector t =
                        FloatVector.fromArray(S, y, yo + i).mul(1 - smoothing).add(smoothing / 2);
                FloatVector q = FloatVector.fromArray(S, p, po + i).max(EPSILON).min(1 - EPSILON);
                sum = sum.add(
                        Functions.log(q.mul(sign).add(offset)).mul(t.mul(sign).add(offset)));
            }
            float[] room = Rest.room();
            sum.intoArray(room, 0);
            return Rest.sum(room);
        }

        private void fused(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            float[] g = of.g().array();
            int go = of.g().offset();
            for (int i = at; i < at + n; i += L) {
                FloatVector t =
                        FloatVector.fromArray(S, y, yo + i).mul(1 - smoothing).add(smoothing / 2);
                FloatVector.fromArray(S, p, po + i).sub(t).mul(per).intoArray(g, go + i);
            }
        }

        private void slopes(int at, int n, float per) {
            float[] p = of.p().array();
            int po = of.p().offset();
            float[] y = of.y().array();
            int yo = of.y().offset();
            float[] g = of.g().array();
            int go = of.g().offset();
            for (int i = at; i < at + n; i += L) {
                FloatVector t =
                        FloatVector.fromArray(S, y, yo + i).mul(1 - smoothing).add(smoothing / 2);
                FloatVector x = FloatVector.fromArray(S, p, po + i);
                FloatVector q = x.max(EPSILON).min(1 - EPSILON);
                FloatVector slope = q.sub(t).div(q.neg().add(1).mul(q));
                FloatVector.zero(S)
                        .blend(
                                slope,
                                x.compare(VectorOperators.GT, EPSILON)
                                        .and(x.neg().add(1).compare(VectorOperators.GT, EPSILON)))
                        .mul(per)
                        .intoArray(g, go + i);
            }
        }
    }

    private static double smooth(float y, double smoothing) {
        return y * (1 - smoothing) + smoothing / 2;
    }
}
