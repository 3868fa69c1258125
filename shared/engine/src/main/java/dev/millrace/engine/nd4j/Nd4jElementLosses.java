package dev.millrace.engine.nd4j;

import dev.millrace.nn.Activation;
import dev.millrace.nn.loss.BinaryFocalCrossentropy;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Pow;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.TimesOneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;

/// Losses that are sums over columns of a function of a prediction and its target. Each adds to the chain what leaves
/// the function's values in `t`, and its derivatives by the predictions in `g` where there is one.
record Nd4jElementLosses(
        Nd4jKernels kernels,
        Nd4jChain chain,
        INDArray p,
        INDArray y,
        INDArray t,
        @Nullable INDArray g) {
    private static final double EPSILON = Nd4jLosses.EPSILON;

    void squared() {
        chain.subtract(p, y, t);
        if (g != null) {
            chain.multiply(t, 2, g);
        }
        chain.square(t, t);
    }

    void absolute() {
        chain.subtract(p, y, t);
        if (g != null) {
            chain.then(new Sign(t, g));
        }
        chain.then(new Abs(t, t));
    }

    /// `e = p - y; c = clip(e, -delta, delta)`; value `c * (e - c / 2)`, slope `c`.
    void huber(double delta) {
        INDArray c = like();
        INDArray half = like();
        chain.subtract(p, y, t)
                .clip(t, -delta, delta, c)
                .multiply(c, 0.5, half)
                .subtract(t, half, t)
                .multiply(t, c, t);
        if (g != null) {
            chain.copy(c, g);
        }
    }

    /// `100 * |e| / max(|y|, epsilon)`
    void percentage() {
        INDArray size = like();
        absolute();
        chain.then(new Abs(y, size)).then(new ScalarMax(size, null, size, EPSILON));
        chain.divide(t, size, t).multiply(t, 100, t);
        if (g != null) {
            chain.divide(g, size, g).multiply(g, 100, g);
        }
    }

    /// `d^2` with `d = log(max(p, epsilon) + 1) - log(max(y, epsilon) + 1)`; slope `2 * d / (p + 1)` above epsilon.
    void logarithmic() {
        INDArray above = like();
        INDArray target = like();
        chain.then(new ScalarMax(p, null, above, EPSILON)).add(above, 1, above).then(new Log(above, t));
        chain.then(new ScalarMax(y, null, target, EPSILON))
                .add(target, 1, target)
                .then(new Log(target, target));
        chain.subtract(t, target, t);
        if (g != null) {
            chain.then(new Step(p, g, EPSILON))
                    .multiply(g, t, g)
                    .divide(g, above, g)
                    .multiply(g, 2, g);
        }
        chain.square(t, t);
    }

    /// `e + softplus(-2 * e) - log(2)`; slope `tanh(e)`.
    void logCosh() {
        INDArray e = like();
        chain.subtract(p, y, e);
        if (g != null) {
            chain.then(new Tanh(e, g));
        }
        chain.then(new Abs(e, e)).multiply(e, -2, t);
        new Nd4jActivations(kernels, chain).softplus(t, t);
        chain.add(t, e, t).add(t, -Math.log(2), t);
    }

    /// `p - y * log(p + epsilon)`; slope `1 - y / (p + epsilon)`.
    void poisson() {
        INDArray above = like();
        chain.add(p, EPSILON, above).then(new Log(above, t)).multiply(t, y, t).subtract(p, t, t);
        if (g != null) {
            chain.divide(y, above, g).then(new OneMinus(g, g));
        }
    }

    /// `y * log(y / p)` of clipped values; slope `-y / p` inside.
    void divergence() {
        INDArray share = like();
        INDArray target = like();
        chain.clip(p, EPSILON, 1, share).clip(y, EPSILON, 1, target);
        if (g != null) {
            INDArray below = like();
            chain.then(new OneMinus(p, below)).then(new Step(below, below, 0));
            chain.then(new Step(p, g, EPSILON)).multiply(g, below, g);
            chain.multiply(g, target, g).divide(g, share, g).then(new Negative(g, g));
        }
        chain.divide(target, share, t).then(new Log(t, t)).multiply(t, target, t);
    }

    /// `m = max(1 - s * p, 0)` or its square; slope `-s` or `-2 * m * s` where `m` is positive. `s` is `2 * y - 1`
    /// where all targets are 0 or 1, else `y`.
    void hinge(boolean square) {
        INDArray side = like();
        INDArray shifted = like();
        var binary = new AtomicReference<>(0.0);
        chain.square(y, side)
                .subtract(side, y, side)
                .then(new Abs(side, side))
                .then(() -> binary.set(side.maxNumber().doubleValue() == 0 ? 1.0 : 0.0))
                .copy(y, side)
                .add(y, -1, shifted)
                .addScaled(binary::get, shifted, side);
        chain.multiply(side, p, t).then(new OneMinus(t, t)).then(new RectifiedLinear(t, t, 0));
        if (g != null) {
            if (square) {
                chain.multiply(t, side, g).multiply(g, -2, g);
            } else {
                chain.then(new Step(t, g, 0)).multiply(g, side, g).then(new Negative(g, g));
            }
        }
        if (square) {
            chain.square(t, t);
        }
    }

    /// `w * f * b` with `f = (1 - p_t)^gamma`, `p_t = y * p + (1 - y) * (1 - p)`, the cross-entropy `b` of the clipped
    /// probability and a weight `w` where classes are balanced.
    ///
    /// @param target smoothed
    void focal(BinaryFocalCrossentropy loss, INDArray target) {
        INDArray q = p;
        if (loss.fromLogits()) {
            q = like();
            new Nd4jActivations(kernels, chain).forward(Activation.SIGMOID, p, q);
        }
        INDArray clipped = like();
        INDArray wrong = like();
        INDArray u = like();
        INDArray w = like();
        // wrong = 1 - p_t = y + p - 2 * y * p
        chain.multiply(target, q, wrong)
                .multiply(wrong, -2, wrong)
                .add(wrong, target, wrong)
                .add(wrong, q, wrong);
        // t = -(y * log(q) + (1 - y) * log(1 - q))
        chain.clip(q, EPSILON, 1 - EPSILON, clipped)
                .then(new OneMinus(clipped, u))
                .then(new Log(u, u))
                .then(new OneMinus(target, w))
                .multiply(u, w, u)
                .then(new Log(clipped, t))
                .multiply(t, target, t)
                .add(t, u, t)
                .then(new Negative(t, t));
        weight(loss, target, w);
        INDArray factor = like();
        chain.then(new Pow(wrong, factor, loss.gamma()));
        if (g != null) {
            // b' = (q - y) / (q * (1 - q)) inside the clip; f' = gamma * (1 - p_t)^(gamma - 1) * (1 - 2 * y)
            chain.then(new TimesOneMinus(clipped, u))
                    .subtract(clipped, target, g)
                    .divide(g, u, g);
            chain.then(new Step(q, u, EPSILON)).multiply(g, u, g);
            chain.then(new OneMinus(q, u)).then(new Step(u, u, EPSILON)).multiply(g, u, g);
            chain.multiply(g, factor, g);
            INDArray bent = like();
            chain.then(new Pow(wrong, bent, loss.gamma() - 1)).multiply(bent, loss.gamma(), bent);
            chain.multiply(target, -2, u).add(u, 1, u).multiply(bent, u, bent).multiply(bent, t, bent);
            chain.add(g, bent, g).multiply(g, w, g);
            if (loss.fromLogits()) {
                chain.then(new TimesOneMinus(q, u)).multiply(g, u, g);
            }
        }
        chain.multiply(t, factor, t).multiply(t, w, t);
    }

    private void weight(BinaryFocalCrossentropy loss, INDArray target, INDArray w) {
        double alpha = loss.alpha();
        boolean balanced = loss.applyClassBalancing();
        chain.multiply(target, balanced ? 2 * alpha - 1 : 0, w).add(w, balanced ? 1 - alpha : 1, w);
    }

    private INDArray like() {
        return kernels.scratch(p.shape());
    }
}
