package dev.millrace.engine.vector;

import dev.millrace.nn.Optimizer;
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

    /// Weights `from` up to `to`, whose gradients begin at `g[at]`.
    void apply(int from, int to, float[] g, int at);

    /// What `optimizer` does with all weights.
    ///
    /// @param coefficients as `Kernels.update` has them
    static Updater of(Optimizer optimizer, VectorBuffer weights, List<VectorBuffer> slots, VectorBuffer coefficients) {
        float[] w = weights.array();
        float[][] s = slots.stream().map(VectorBuffer::array).toArray(float[][]::new);
        float[] c = coefficients.array();
        return switch (optimizer) {
            case Optimizer.SGD sgd -> sgd.momentum() == 0 ? new Plain(w, c) : new Momentum(w, s[0], c, sgd);
            case Optimizer.RMSprop rmsprop -> new RMSprop(w, s, c, rmsprop);
            case Optimizer.Adagrad adagrad -> new Adagrad(w, s[0], c, adagrad);
            case Optimizer.Adadelta adadelta -> new Adadelta(w, s[0], s[1], c, adadelta);
            case Optimizer.Adam adam -> new Adam(w, s, c, adam);
            case Optimizer.Adamax adamax -> new Adamax(w, s[0], s[1], c, adamax);
            case Optimizer.Nadam nadam -> new Nadam(w, s[0], s[1], c, nadam);
        };
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

    record Momentum(float[] w, float[] m, float[] c, Optimizer.SGD sgd) implements Updater {
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

    record RMSprop(float[] w, float[][] s, float[] c, Optimizer.RMSprop rmsprop) implements Updater {
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

    record Adagrad(float[] w, float[] a, float[] c, Optimizer.Adagrad adagrad) implements Updater {
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

    record Adadelta(float[] w, float[] a, float[] d, float[] c, Optimizer.Adadelta adadelta) implements Updater {
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

    record Adam(float[] w, float[][] s, float[] c, Optimizer.Adam adam) implements Updater {
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

    record Adamax(float[] w, float[] m, float[] u, float[] c, Optimizer.Adamax adamax) implements Updater {
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

    record Nadam(float[] w, float[] m, float[] v, float[] c, Optimizer.Nadam nadam) implements Updater {
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
}
