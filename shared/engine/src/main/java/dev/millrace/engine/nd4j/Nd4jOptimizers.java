package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Op;
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
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Pow;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Max;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;

/// The updates of all weights `w` from their gradients `g`; formulas in `Optimizer`, the numbers that
/// change from step to step in `Scalars`.
final class Nd4jOptimizers {
    private final Nd4jKernels kernels;
    private final Nd4jChain chain = new Nd4jChain();
    private final INDArray w;
    private final INDArray g;
    private final List<INDArray> slots;
    private final FloatBuffer scalars;
    private final INDArray t;

    Nd4jOptimizers(Nd4jKernels kernels, INDArray w, INDArray g, List<INDArray> slots, FloatBuffer scalars) {
        this.kernels = kernels;
        this.w = w;
        this.g = g;
        this.slots = slots;
        this.scalars = scalars;
        this.t = kernels.scratch(w.shape());
    }

    /// The decay of the weights, where there is one, then the formula.
    Op bind(Optimizer optimizer) {
        // w -= w * decay * lr
        optimizer
                .options()
                .weightDecay()
                .ifPresent(decay -> chain.multiply(w, decay, t).addScaled(minus(Scalars.LEARNING_RATE), t, w));
        return formula(optimizer);
    }

    private Op formula(Optimizer optimizer) {
        return switch (optimizer) {
            case SGD sgd -> sgd(sgd);
            case RMSprop rmsprop -> rmsprop(rmsprop);
            case Adagrad adagrad -> adagrad(adagrad);
            case Adadelta adadelta -> adadelta(adadelta);
            case Adam adam -> adam(adam);
            case AdamW adamw -> adam(adamw.asAdam());
            case Adamax adamax -> adamax(adamax);
            case Nadam nadam -> nadam(nadam);
            case Lion lion -> lion(lion);
            case Ftrl ftrl -> ftrl(ftrl);
            default -> throw new IllegalArgumentException("No update is registered for " + optimizer.getClass());
        };
    }

    private Op sgd(SGD sgd) {
        if (sgd.momentum() == 0) {
            return chain.addScaled(minus(0), g, w);
        }
        INDArray m = slots.getFirst();
        chain.scale(sgd.momentum(), m).addScaled(minus(0), g, m);
        return sgd.nesterov()
                ? chain.addScaled(sgd.momentum(), m, w).addScaled(minus(0), g, w)
                : chain.addScaled(1, m, w);
    }

    private Op rmsprop(RMSprop rmsprop) {
        INDArray v = slots.getFirst();
        chain.square(g, t).average(rmsprop.rho(), t, v);
        if (rmsprop.centered()) {
            INDArray a = slots.getLast();
            chain.average(rmsprop.rho(), g, a).square(a, t).subtract(v, t, t).add(t, rmsprop.epsilon(), t);
        } else {
            chain.add(v, rmsprop.epsilon(), t);
        }
        chain.sqrt(t, t).divide(g, t, t);
        if (rmsprop.momentum() == 0) {
            return chain.addScaled(minus(0), t, w);
        }
        INDArray m = slots.get(1);
        return chain.scale(rmsprop.momentum(), m).addScaled(plus(0), t, m).addScaled(-1, m, w);
    }

    private Op adagrad(Adagrad adagrad) {
        INDArray a = slots.getFirst();
        return chain.square(g, t)
                .addScaled(1, t, a)
                .add(a, adagrad.epsilon(), t)
                .sqrt(t, t)
                .divide(g, t, t)
                .addScaled(minus(0), t, w);
    }

    private Op adadelta(Adadelta adadelta) {
        INDArray a = slots.getFirst();
        INDArray d = slots.getLast();
        INDArray u = kernels.scratch(w.shape());
        chain.square(g, t).average(adadelta.rho(), t, a);
        // t = sqrt(D + epsilon) * g / sqrt(A + epsilon), the change without its sign
        chain.add(d, adadelta.epsilon(), t)
                .sqrt(t, t)
                .add(a, adadelta.epsilon(), u)
                .sqrt(u, u)
                .multiply(t, g, t)
                .divide(t, u, t);
        return chain.square(t, u).average(adadelta.rho(), u, d).addScaled(minus(0), t, w);
    }

    private Op adam(Adam adam) {
        INDArray m = slots.getFirst();
        INDArray v = slots.get(1);
        chain.average(adam.beta1(), g, m).square(g, t).average(adam.beta2(), t, v);
        if (adam.amsgrad()) {
            INDArray largest = slots.getLast();
            chain.then(new Max(largest, v, largest)).sqrt(largest, t);
        } else {
            chain.sqrt(v, t);
        }
        return chain.add(t, adam.epsilon(), t).divide(m, t, t).addScaled(minus(0), t, w);
    }

    private Op adamax(Adamax adamax) {
        INDArray m = slots.getFirst();
        INDArray u = slots.getLast();
        return chain.average(adamax.beta1(), g, m)
                .scale(adamax.beta2(), u)
                .then(new Abs(g, t))
                .then(new Max(u, t, u))
                .add(u, adamax.epsilon(), t)
                .divide(m, t, t)
                .addScaled(minus(0), t, w);
    }

    private Op nadam(Nadam nadam) {
        INDArray m = slots.getFirst();
        INDArray v = slots.getLast();
        INDArray u = kernels.scratch(w.shape());
        chain.average(nadam.beta1(), g, m).square(g, t).average(nadam.beta2(), t, v);
        // u = m', t = sqrt(v') + epsilon
        chain.copy(m, u).scale(plus(1), u).addScaled(plus(2), g, u);
        chain.copy(v, t).scale(plus(3), t).sqrt(t, t).add(t, nadam.epsilon(), t);
        return chain.divide(u, t, t).addScaled(minus(0), t, w);
    }

    private Op lion(Lion lion) {
        INDArray m = slots.getFirst();
        // t = sign(beta1 * m + (1 - beta1) * g)
        chain.copy(m, t).average(lion.beta1(), g, t).then(new Sign(t, t));
        return chain.addScaled(minus(0), t, w).average(lion.beta2(), g, m);
    }

    private Op ftrl(Ftrl ftrl) {
        INDArray n = slots.getFirst();
        INDArray z = slots.getLast();
        INDArray next = kernels.scratch(w.shape());
        INDArray q = kernels.scratch(w.shape());
        double p = -ftrl.learningRatePower();
        double l1 = ftrl.l1RegularizationStrength();
        // z += g + 2 * s * w - (n'^p - n^p) / lr * w, with q = n'^p / lr
        chain.square(g, next)
                .add(n, next, next)
                .then(new Pow(n, t, p))
                .then(new Pow(next, q, p))
                .subtract(q, t, t)
                .scale(() -> 1 / scalars.get(0), t)
                .scale(() -> 1 / scalars.get(0), q)
                .multiply(t, w, t)
                .addScaled(1, g, z)
                .addScaled(2 * ftrl.l2ShrinkageRegularizationStrength(), w, z)
                .addScaled(-1, t, z)
                .copy(next, n);
        // q += 2 * l2 + beta / lr; not 0 in the gaps between variables, where all else is
        chain.then(() -> q.addi(2 * ftrl.l2RegularizationStrength() + ftrl.beta() / scalars.get(0)))
                .then(new ScalarMax(q, null, q, Float.MIN_NORMAL));
        return chain.clip(z, -l1, l1, t).subtract(t, z, t).divide(t, q, w);
    }

    private DoubleSupplier plus(int index) {
        return () -> scalars.get(index);
    }

    private DoubleSupplier minus(int index) {
        return () -> -scalars.get(index);
    }
}
