package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Scalars;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.optimizer.Adadelta;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.AdamW;
import dev.millrace.nn.optimizer.Adamax;
import dev.millrace.nn.optimizer.Ftrl;
import dev.millrace.nn.optimizer.Lion;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// One optimizer's update of part of the weights `w` from their gradients `g`, in one pass; formulas in
/// `Optimizer`. Parts begin at whole cache lines of floats, and end there or before a gap of zeros, which stay
/// zero.
///
/// Every step is written out: a method that takes or returns vectors is not sure to be inlined, and where it is not,
/// each of them is allocated.
// The arrays are the operands, not values.
@SuppressWarnings("ArrayRecordComponent")
sealed interface Updater {
    VectorSpecies<Float> S = Lanes.SPECIES;
    int L = Lanes.COUNT;

    /// A part that is updated begins at a multiple of so many values.
    int ALIGNMENT = 16;

    /// Weights `from` up to `to`, whose gradients begin at `g[at]`.
    void apply(int from, int to, float[] g, int at);

    /// What `optimizer` does with all weights.
    ///
    /// @param scalars as `Kernels.update` has them
    static Updater of(Optimizer optimizer, VectorBuffer weights, List<VectorBuffer> slots, VectorBuffer scalars) {
        float[] w = weights.array();
        float[][] s = slots.stream().map(VectorBuffer::array).toArray(float[][]::new);
        float[] c = scalars.array();
        Updater formula = of(optimizer, w, s, c);
        return optimizer
                .options()
                .weightDecay()
                .<Updater>map(decay -> new Decaying(formula, w, c, decay.floatValue()))
                .orElse(formula);
    }

    private static Updater of(Optimizer optimizer, float[] w, float[][] s, float[] c) {
        return switch (optimizer) {
            case SGD sgd -> sgd.momentum() == 0 ? new Plain(w, c) : new Momentum(w, s[0], c, sgd);
            case RMSprop rmsprop -> new RMSpropUpdate(w, s, c, rmsprop);
            case Adagrad adagrad -> new AdagradUpdate(w, s[0], c, adagrad);
            case Adadelta adadelta -> new AdadeltaUpdate(w, s[0], s[1], c, adadelta);
            case Adam adam -> new AdamUpdate(w, s, c, adam);
            case AdamW adamw -> of(adamw.asAdam(), w, s, c);
            case Adamax adamax -> new AdamaxUpdate(w, s[0], s[1], c, adamax);
            case Nadam nadam -> new NadamUpdate(w, s[0], s[1], c, nadam);
            case Lion lion -> new LionUpdate(w, s[0], c, lion);
            case Ftrl ftrl -> new FtrlUpdate(w, s[0], s[1], c, ftrl);
            default -> throw new IllegalArgumentException("No update is registered for " + optimizer.getClass());
        };
    }

    /// `w -= w * decay * lr`, then the formula.
    record Decaying(Updater formula, float[] w, float[] c, float decay) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            float lr = c[Scalars.LEARNING_RATE];
            for (int i = from; i < to; i += L) {
                FloatVector wi = FloatVector.fromArray(S, w, i);
                wi.sub(wi.mul(decay).mul(lr)).intoArray(w, i);
            }
            formula.apply(from, to, g, at);
        }
    }

    /// SGD without momentum, which keeps nothing: it may be done as gradients are summed.
    record Plain(float[] w, float[] c) implements Updater {
        float learningRate() {
            return c[0];
        }

        @Override
        public void apply(int from, int to, float[] g, int at) {
            FloatVector minusLr = FloatVector.broadcast(S, -c[0]);
            for (int i = from; i < to; i += L) {
                FloatVector.fromArray(S, g, at + i - from)
                        .fma(minusLr, FloatVector.fromArray(S, w, i))
                        .intoArray(w, i);
            }
        }
    }

    record Momentum(float[] w, float[] m, float[] c, SGD sgd) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            FloatVector minusLr = FloatVector.broadcast(S, -c[0]);
            FloatVector momentum = FloatVector.broadcast(S, (float) sgd.momentum());
            boolean nesterov = sgd.nesterov();
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector mi = gi.fma(minusLr, FloatVector.fromArray(S, m, i).mul(momentum));
                mi.intoArray(m, i);
                FloatVector wi = FloatVector.fromArray(S, w, i);
                FloatVector next = nesterov ? gi.fma(minusLr, mi.fma(momentum, wi)) : wi.add(mi);
                next.intoArray(w, i);
            }
        }
    }

    record RMSpropUpdate(float[] w, float[][] s, float[] c, RMSprop rmsprop) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            float[] v = s[0];
            float[] m = rmsprop.momentum() == 0 ? v : s[1];
            float[] a = s[s.length - 1];
            FloatVector rest = FloatVector.broadcast(S, (float) (1 - rmsprop.rho()));
            float epsilon = (float) rmsprop.epsilon();
            float lr = c[0];
            FloatVector momentum = FloatVector.broadcast(S, (float) rmsprop.momentum());
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector vi = FloatVector.fromArray(S, v, i);
                vi = gi.mul(gi).sub(vi).fma(rest, vi);
                vi.intoArray(v, i);
                if (rmsprop.centered()) {
                    FloatVector ai = FloatVector.fromArray(S, a, i);
                    ai = gi.sub(ai).fma(rest, ai);
                    ai.intoArray(a, i);
                    vi = vi.sub(ai.mul(ai));
                }
                FloatVector change = gi.div(vi.add(epsilon).sqrt()).mul(lr);
                if (rmsprop.momentum() != 0) {
                    change = FloatVector.fromArray(S, m, i).fma(momentum, change);
                    change.intoArray(m, i);
                }
                FloatVector.fromArray(S, w, i).sub(change).intoArray(w, i);
            }
        }
    }

    record AdagradUpdate(float[] w, float[] a, float[] c, Adagrad adagrad) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            float epsilon = (float) adagrad.epsilon();
            float lr = c[0];
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector ai = gi.fma(gi, FloatVector.fromArray(S, a, i));
                ai.intoArray(a, i);
                FloatVector.fromArray(S, w, i)
                        .sub(gi.mul(lr).div(ai.add(epsilon).sqrt()))
                        .intoArray(w, i);
            }
        }
    }

    record AdadeltaUpdate(float[] w, float[] a, float[] d, float[] c, Adadelta adadelta) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            FloatVector rest = FloatVector.broadcast(S, (float) (1 - adadelta.rho()));
            float epsilon = (float) adadelta.epsilon();
            float lr = c[0];
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector ai = FloatVector.fromArray(S, a, i);
                ai = gi.mul(gi).sub(ai).fma(rest, ai);
                ai.intoArray(a, i);
                FloatVector di = FloatVector.fromArray(S, d, i);
                // the change without its sign
                FloatVector change =
                        di.add(epsilon).sqrt().mul(gi).div(ai.add(epsilon).sqrt());
                change.mul(change).sub(di).fma(rest, di).intoArray(d, i);
                FloatVector.fromArray(S, w, i).sub(change.mul(lr)).intoArray(w, i);
            }
        }
    }

    record AdamUpdate(float[] w, float[][] s, float[] c, Adam adam) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            float[] m = s[0];
            float[] v = s[1];
            float[] largest = s[s.length - 1];
            FloatVector rest1 = FloatVector.broadcast(S, (float) (1 - adam.beta1()));
            FloatVector rest2 = FloatVector.broadcast(S, (float) (1 - adam.beta2()));
            float epsilon = (float) adam.epsilon();
            float alpha = c[0];
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector mi = FloatVector.fromArray(S, m, i);
                mi = gi.sub(mi).fma(rest1, mi);
                mi.intoArray(m, i);
                FloatVector vi = FloatVector.fromArray(S, v, i);
                vi = gi.mul(gi).sub(vi).fma(rest2, vi);
                vi.intoArray(v, i);
                if (adam.amsgrad()) {
                    vi = FloatVector.fromArray(S, largest, i).max(vi);
                    vi.intoArray(largest, i);
                }
                FloatVector.fromArray(S, w, i)
                        .sub(mi.mul(alpha).div(vi.sqrt().add(epsilon)))
                        .intoArray(w, i);
            }
        }
    }

    record AdamaxUpdate(float[] w, float[] m, float[] u, float[] c, Adamax adamax) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            FloatVector rest1 = FloatVector.broadcast(S, (float) (1 - adamax.beta1()));
            float beta2 = (float) adamax.beta2();
            float epsilon = (float) adamax.epsilon();
            float lr = c[0];
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector mi = FloatVector.fromArray(S, m, i);
                mi = gi.sub(mi).fma(rest1, mi);
                mi.intoArray(m, i);
                FloatVector ui = FloatVector.fromArray(S, u, i).mul(beta2).max(gi.abs());
                ui.intoArray(u, i);
                FloatVector.fromArray(S, w, i)
                        .sub(mi.mul(lr).div(ui.add(epsilon)))
                        .intoArray(w, i);
            }
        }
    }

    record NadamUpdate(float[] w, float[] m, float[] v, float[] c, Nadam nadam) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            FloatVector rest1 = FloatVector.broadcast(S, (float) (1 - nadam.beta1()));
            FloatVector rest2 = FloatVector.broadcast(S, (float) (1 - nadam.beta2()));
            float epsilon = (float) nadam.epsilon();
            float lr = c[0];
            FloatVector ofGradient = FloatVector.broadcast(S, c[2]);
            for (int i = from; i < to; i += L) {
                FloatVector gi = FloatVector.fromArray(S, g, at + i - from);
                FloatVector mi = FloatVector.fromArray(S, m, i);
                mi = gi.sub(mi).fma(rest1, mi);
                mi.intoArray(m, i);
                FloatVector vi = FloatVector.fromArray(S, v, i);
                vi = gi.mul(gi).sub(vi).fma(rest2, vi);
                vi.intoArray(v, i);
                FloatVector step = gi.fma(ofGradient, mi.mul(c[1]));
                FloatVector.fromArray(S, w, i)
                        .sub(step.mul(lr).div(vi.mul(c[3]).sqrt().add(epsilon)))
                        .intoArray(w, i);
            }
        }
    }

    record LionUpdate(float[] w, float[] m, float[] c, Lion lion) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            float beta1 = (float) lion.beta1();
            float beta2 = (float) lion.beta2();
            float lr = c[0];
            for (int i = from; i < to; i++) {
                float gi = g[at + i - from];
                float mi = m[i];
                w[i] -= lr * Math.signum(mi * beta1 + gi * (1 - beta1));
                m[i] = mi * beta2 + gi * (1 - beta2);
            }
        }
    }

    /// With `n` the sums of squares, here of each weight.
    record FtrlUpdate(float[] w, float[] n, float[] z, float[] c, Ftrl ftrl) implements Updater {
        @Override
        public void apply(int from, int to, float[] g, int at) {
            float lr = c[0];
            float l1 = (float) ftrl.l1RegularizationStrength();
            float l2 = (float) ftrl.l2RegularizationStrength() + (float) ftrl.beta() / (2 * lr);
            float shrinkage = 2 * (float) ftrl.l2ShrinkageRegularizationStrength();
            double p = -ftrl.learningRatePower();
            for (int i = from; i < to; i++) {
                float gi = g[at + i - from];
                float next = n[i] + gi * gi;
                float power = power(next, p);
                z[i] += gi + shrinkage * w[i] - (power - power(n[i], p)) / lr * w[i];
                // 0 in the gaps between variables
                float q = Math.max(power / lr + 2 * l2, Float.MIN_NORMAL);
                w[i] = (Math.clamp(z[i], -l1, l1) - z[i]) / q;
                n[i] = next;
            }
        }

        private static float power(float base, double exponent) {
            return (float) (exponent == 0.5 ? Math.sqrt(base) : Math.pow(base, exponent));
        }
    }
}
