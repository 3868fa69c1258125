package dev.millrace.engine;

import dev.millrace.nn.Optimizer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Max;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;

/// The updates of all weights `w` from their gradients `g`; formulas in `Optimizer`, coefficients in
/// `Coefficients`.
final class Nd4jOptimizers {
    private final Nd4jKernels kernels;
    private final Nd4jChain chain = new Nd4jChain();
    private final INDArray w;
    private final INDArray g;
    private final List<INDArray> slots;
    private final FloatBuffer coefficients;
    private final INDArray t;

    Nd4jOptimizers(Nd4jKernels kernels, INDArray w, INDArray g, List<INDArray> slots, FloatBuffer coefficients) {
        this.kernels = kernels;
        this.w = w;
        this.g = g;
        this.slots = slots;
        this.coefficients = coefficients;
        this.t = kernels.scratch(w.shape());
    }

    Op bind(Optimizer optimizer) {
        return switch (optimizer) {
            case Optimizer.SGD sgd -> sgd(sgd);
            case Optimizer.RMSprop rmsprop -> rmsprop(rmsprop);
            case Optimizer.Adagrad adagrad -> adagrad(adagrad);
            case Optimizer.Adadelta adadelta -> adadelta(adadelta);
            case Optimizer.Adam adam -> adam(adam);
            case Optimizer.Adamax adamax -> adamax(adamax);
            case Optimizer.Nadam nadam -> nadam(nadam);
        };
    }

    private Op sgd(Optimizer.SGD sgd) {
        if (sgd.momentum() == 0) {
            return chain.addScaled(minus(0), g, w);
        }
        INDArray m = slots.getFirst();
        chain.scale(sgd.momentum(), m).addScaled(minus(0), g, m);
        return sgd.nesterov()
                ? chain.addScaled(sgd.momentum(), m, w).addScaled(minus(0), g, w)
                : chain.addScaled(1, m, w);
    }

    private Op rmsprop(Optimizer.RMSprop rmsprop) {
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

    private Op adagrad(Optimizer.Adagrad adagrad) {
        INDArray a = slots.getFirst();
        return chain.square(g, t)
                .addScaled(1, t, a)
                .add(a, adagrad.epsilon(), t)
                .sqrt(t, t)
                .divide(g, t, t)
                .addScaled(minus(0), t, w);
    }

    private Op adadelta(Optimizer.Adadelta adadelta) {
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

    private Op adam(Optimizer.Adam adam) {
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

    private Op adamax(Optimizer.Adamax adamax) {
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

    private Op nadam(Optimizer.Nadam nadam) {
        INDArray m = slots.getFirst();
        INDArray v = slots.getLast();
        INDArray u = kernels.scratch(w.shape());
        chain.average(nadam.beta1(), g, m).square(g, t).average(nadam.beta2(), t, v);
        // u = m', t = sqrt(v') + epsilon
        chain.copy(m, u).scale(plus(1), u).addScaled(plus(2), g, u);
        chain.copy(v, t).scale(plus(3), t).sqrt(t, t).add(t, nadam.epsilon(), t);
        return chain.divide(u, t, t).addScaled(minus(0), t, w);
    }

    private DoubleSupplier plus(int index) {
        return () -> coefficients.get(index);
    }

    private DoubleSupplier minus(int index) {
        return () -> -coefficients.get(index);
    }
}
