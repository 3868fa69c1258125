package dev.millrace.engine;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LogSoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.TimesOneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/// Losses of one shape: predictions `p` (or logits) and targets `y`, both `(rows, columns)`.
final class Nd4jLosses {
    private static final double EPSILON = 1e-7;

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
        switch (loss) {
            case Loss.CategoricalCrossentropy cce ->
                categorical(cce.fromLogits(), smoothed(cce.labelSmoothing(), 1 / columns));
            case Loss.SparseCategoricalCrossentropy scce -> categorical(scce.fromLogits(), y);
            case Loss.BinaryCrossentropy bce -> {
                binary(bce.fromLogits(), smoothed(bce.labelSmoothing(), 0.5));
                mean(columns);
            }
            case Loss.MeanSquaredError mse -> {
                squared();
                mean(columns);
            }
            case Loss.MeanAbsoluteError mae -> {
                absolute();
                mean(columns);
            }
            case Loss.Huber huber -> {
                huber(huber.delta());
                mean(columns);
            }
        }
        return chain;
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
            Nd4jActivations.softplus(chain, p, u, t);
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
            Nd4jActivations.forward(kernels, chain, Activation.SIGMOID, p, gradient);
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

    private void squared() {
        chain.subtract(p, y, t);
        if (gradient != null) {
            // g = 2 * (p - y)
            chain.multiply(t, 2.0 / p.size(0), gradient);
        }
        chain.square(t, t).sumRows(t, losses);
    }

    private void absolute() {
        chain.subtract(p, y, t);
        if (gradient != null) {
            // g = sign(p - y)
            chain.then(new Sign(t, gradient)).multiply(gradient, 1.0 / p.size(0), gradient);
        }
        chain.then(new Abs(t, t)).sumRows(t, losses);
    }

    private void huber(double delta) {
        INDArray c = kernels.scratch(p.shape());
        INDArray half = kernels.scratch(p.shape());
        // e = p - y; c = clip(e, -delta, delta); loss = c * (e - c / 2); g = c
        chain.subtract(p, y, t)
                .clip(t, -delta, delta, c)
                .multiply(c, 0.5, half)
                .subtract(t, half, t)
                .multiply(t, c, t)
                .sumRows(t, losses);
        if (gradient != null) {
            chain.multiply(c, 1.0 / p.size(0), gradient);
        }
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
