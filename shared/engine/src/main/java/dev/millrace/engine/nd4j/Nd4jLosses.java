package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.BinaryFocalCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.CategoricalFocalCrossentropy;
import dev.millrace.nn.loss.CategoricalHinge;
import dev.millrace.nn.loss.CosineSimilarity;
import dev.millrace.nn.loss.Hinge;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.KLDivergence;
import dev.millrace.nn.loss.LogCosh;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanAbsolutePercentageError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.MeanSquaredLogarithmicError;
import dev.millrace.nn.loss.Poisson;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.loss.SquaredHinge;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LogSoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.same.TimesOneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/// Losses of one shape, and this kernel set's registry of them: predictions `p` (or logits) and targets `y`, both
/// `(rows, columns)`.
final class Nd4jLosses {
    static final double EPSILON = 1e-7;

    private final Nd4jKernels kernels;
    private final Nd4jChain chain = new Nd4jChain();
    private final boolean fused;
    private final INDArray p;
    private final INDArray y;
    private final INDArray losses;
    private final @Nullable INDArray gradient;
    private final INDArray t;

    Nd4jLosses(
            Nd4jKernels kernels, boolean fused, INDArray p, INDArray y, INDArray losses, @Nullable INDArray gradient) {
        this.kernels = kernels;
        this.fused = fused;
        this.p = p;
        this.y = y;
        this.losses = losses;
        this.gradient = gradient;
        this.t = kernels.scratch(p.shape());
    }

    Op bind(Loss loss) {
        double columns = p.size(1);
        var each = new Nd4jElementLosses(kernels, chain, p, y, t, gradient);
        switch (loss) {
            case CategoricalCrossentropy l -> categorical(l.fromLogits(), smoothed(l.labelSmoothing(), 1 / columns));
            case SparseCategoricalCrossentropy l -> categorical(l.fromLogits(), y);
            case CategoricalFocalCrossentropy l ->
                new Nd4jRowLosses(kernels, chain, p, y, t, losses, gradient)
                        .focal(l, smoothed(l.labelSmoothing(), 1 / columns));
            case CategoricalHinge l -> new Nd4jRowLosses(kernels, chain, p, y, t, losses, gradient).hinge();
            case CosineSimilarity l -> new Nd4jRowLosses(kernels, chain, p, y, t, losses, gradient).cosine();
            case BinaryCrossentropy l -> {
                binary(l.fromLogits(), smoothed(l.labelSmoothing(), 0.5));
                mean(columns);
            }
            case KLDivergence l -> {
                each.divergence();
                summed(1);
            }
            default -> {
                element(loss, each);
                summed(1 / columns);
            }
        }
        return chain;
    }

    /// Losses that are means over columns of a function of a prediction and its target.
    private void element(Loss loss, Nd4jElementLosses each) {
        switch (loss) {
            case MeanSquaredError l -> each.squared();
            case MeanAbsoluteError l -> each.absolute();
            case Huber l -> each.huber(l.delta());
            case MeanAbsolutePercentageError l -> each.percentage();
            case MeanSquaredLogarithmicError l -> each.logarithmic();
            case LogCosh l -> each.logCosh();
            case Poisson l -> each.poisson();
            case Hinge l -> each.hinge(false);
            case SquaredHinge l -> each.hinge(true);
            case BinaryFocalCrossentropy l -> each.focal(l, smoothed(l.labelSmoothing(), 0.5));
            default -> throw new IllegalArgumentException("No kernel is registered for " + loss);
        }
    }

    /// The values in `t` are added up along rows, times `factor`; likewise the gradient.
    private void summed(double factor) {
        chain.sumRows(t, losses).multiply(losses, factor, losses);
        if (gradient != null) {
            chain.multiply(gradient, factor / p.size(0), gradient);
        }
    }

    /// Losses and gradient of `bind`, times the weight of their row.
    Op bind(Loss loss, INDArray weights) {
        bind(loss);
        chain.multiply(losses, weights, losses);
        if (gradient != null) {
            chain.multiply(gradient, weights.reshape(p.size(0), 1), gradient);
        }
        return chain;
    }

    /// `y * (1 - s) + s * uniform`
    private INDArray smoothed(double s, double uniform) {
        if (s == 0) {
            return y;
        }
        INDArray smoothed = kernels.scratch(y.shape());
        chain.multiply(y, 1 - s, smoothed).add(smoothed, s * uniform, smoothed);
        return smoothed;
    }

    /// Losses and gradient of sums over columns become those of means.
    private void mean(double columns) {
        chain.multiply(losses, 1 / columns, losses);
        if (gradient != null) {
            chain.multiply(gradient, 1 / columns, gradient);
        }
    }

    private void categorical(boolean fromLogits, INDArray y) {
        long rows = p.size(0);
        INDArray n = kernels.scratch(p.shape());
        INDArray sum = kernels.scratch(rows);
        INDArray sumColumn = sum.reshape(rows, 1);
        INDArray clipped = kernels.scratch(p.shape());
        if (fromLogits) {
            chain.then(new LogSoftMax(p, t));
            if (gradient != null) {
                // g = softmax(x) - y
                chain.then(new Exp(t, gradient)).subtract(gradient, y, gradient);
            }
        } else {
            // n = p / sum(p); q = clip(n)
            chain.sumRows(p, sum)
                    .divide(p, sumColumn, n)
                    .clip(n, EPSILON, 1 - EPSILON, clipped)
                    .then(new Log(clipped, t));
        }
        // loss = -sum(y * log(q))
        chain.multiply(t, y, t).sumRows(t, losses).then(new Negative(losses, losses));
        if (gradient == null) {
            return;
        }
        if (!fromLogits && fused) {
            chain.subtract(p, y, gradient);
        } else if (!fromLogits) {
            // G = -y / q inside the clip, 0 outside; g = (G - sum(G * n)) / sum(p)
            INDArray dot = kernels.scratch(rows);
            chain.divide(y, clipped, gradient).then(new Negative(gradient, gradient));
            zeroOutsideClip(n, gradient);
            chain.multiply(gradient, n, t)
                    .sumRows(t, dot)
                    .subtract(gradient, dot.reshape(rows, 1), gradient)
                    .divide(gradient, sumColumn, gradient);
        }
        chain.multiply(gradient, 1.0 / rows, gradient);
    }

    private void binary(boolean fromLogits, INDArray y) {
        INDArray u = kernels.scratch(p.shape());
        INDArray q = kernels.scratch(p.shape());
        if (fromLogits) {
            // loss = softplus(x) - x * y
            new Nd4jActivations(kernels, chain).softplus(p, t);
            chain.multiply(p, y, u).subtract(t, u, t);
        } else {
            // loss = -(y * log(q) + (1 - y) * log(1 - q))
            INDArray v = kernels.scratch(p.shape());
            chain.clip(p, EPSILON, 1 - EPSILON, q)
                    .then(new Log(q, t))
                    .multiply(t, y, t)
                    .then(new OneMinus(q, u))
                    .then(new Log(u, u))
                    .then(new OneMinus(y, v))
                    .multiply(u, v, u)
                    .add(t, u, t)
                    .then(new Negative(t, t));
        }
        chain.sumRows(t, losses);
        if (gradient == null) {
            return;
        }
        if (fromLogits) {
            // g = sigmoid(x) - y
            new Nd4jActivations(kernels, chain).forward(Activation.SIGMOID, p, gradient);
            chain.subtract(gradient, y, gradient);
        } else if (fused) {
            chain.subtract(p, y, gradient);
        } else {
            // g = (q - y) / (q * (1 - q)) inside the clip
            chain.then(new TimesOneMinus(q, t)).subtract(q, y, gradient).divide(gradient, t, gradient);
            zeroOutsideClip(p, gradient);
        }
        chain.multiply(gradient, 1.0 / p.size(0), gradient);
    }

    /// `g *= (x > epsilon) * (1 - x > epsilon)`; overwrites `t`.
    private void zeroOutsideClip(INDArray x, INDArray g) {
        chain.then(new Step(x, t, EPSILON))
                .multiply(g, t, g)
                .then(new OneMinus(x, t))
                .then(new Step(t, t, EPSILON))
                .multiply(g, t, g);
    }
}
