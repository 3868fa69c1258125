package dev.millrace.engine.nd4j;

import dev.millrace.nn.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.LeakyReLU;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LogSoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftSign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;

/// Activation functions of one shape, added to a chain; their derivatives are in `Nd4jActivationGradients`.
final class Nd4jActivations {
    /// `tanh(softplus(x))` is 1 from here on, and `exp(x)^2` is still a float.
    private static final double SATURATED = 20;

    private final Nd4jKernels kernels;
    private final Nd4jChain chain;

    Nd4jActivations(Nd4jKernels kernels, Nd4jChain chain) {
        this.kernels = kernels;
        this.chain = chain;
    }

    /// Adds `y = activation(x)`; `y` may be `x`.
    void forward(Activation activation, INDArray x, INDArray y) {
        switch (activation) {
            case LINEAR -> chain.copy(x, y);
            case RELU -> chain.then(new RectifiedLinear(x, y, 0));
            case LEAKY_RELU -> chain.then(new LeakyReLU(x, y, Activation.LEAK));
            case RELU6 -> chain.clip(x, 0, 6, y);
            case ELU, CELU -> exponentialLinear(x, 1, 1, y);
            case SELU -> exponentialLinear(x, Activation.SELU_SCALE, Activation.SELU_ALPHA, y);
            case GELU -> chain.multiply(x, normal(x), y);
            case SIGMOID -> chain.then(new Sigmoid(x, y));
            case HARD_SIGMOID -> hardSigmoid(x, y);
            case LOG_SIGMOID -> {
                INDArray negative = like(x);
                chain.then(new Negative(x, negative));
                softplus(negative, y);
                chain.then(new Negative(y, y));
            }
            case SPARSE_SIGMOID -> chain.multiply(x, 0.5, y).add(y, 0.5, y).clip(y, 0, 1, y);
            case SILU -> {
                INDArray s = like(x);
                chain.then(new Sigmoid(x, s)).multiply(x, s, y);
            }
            case HARD_SILU -> {
                INDArray s = like(x);
                hardSigmoid(x, s);
                chain.multiply(x, s, y);
            }
            case TANH -> chain.then(new Tanh(x, y));
            case HARD_TANH -> chain.clip(x, -1, 1, y);
            case TANH_SHRINK -> {
                INDArray t = like(x);
                chain.then(new Tanh(x, t)).subtract(x, t, y);
            }
            case HARD_SHRINK -> {
                INDArray large = like(x);
                chain.then(new Abs(x, large))
                        .then(new Step(large, large, Activation.SHRUNK))
                        .multiply(x, large, y);
            }
            case SOFT_SHRINK -> {
                INDArray small = like(x);
                chain.clip(x, -Activation.SHRUNK, Activation.SHRUNK, small).subtract(x, small, y);
            }
            case SOFTPLUS -> softplus(x, y);
            case SQUAREPLUS -> {
                INDArray root = like(x);
                chain.square(x, root)
                        .add(root, 4, root)
                        .sqrt(root, root)
                        .add(x, root, y)
                        .multiply(y, 0.5, y);
            }
            case SPARSE_PLUS -> {
                // clip(x + 1, 0, 2)^2 / 4 + max(x - 1, 0)
                INDArray bent = like(x);
                chain.add(x, 1, bent)
                        .clip(bent, 0, 2, bent)
                        .square(bent, bent)
                        .multiply(bent, 0.25, bent)
                        .add(x, -1, y)
                        .then(new RectifiedLinear(y, y, 0))
                        .add(y, bent, y);
            }
            case SOFTSIGN -> chain.then(new SoftSign(x, y));
            case MISH -> {
                INDArray n = mish(mishExp(x));
                INDArray t = like(x);
                chain.add(n, 2, t).divide(n, t, t).multiply(x, t, y);
            }
            case EXPONENTIAL -> chain.then(new Exp(x, y));
            case SOFTMAX -> chain.then(new SoftMax(x, y, 1));
            case LOG_SOFTMAX -> chain.then(new LogSoftMax(x, y));
        }
    }

    INDArray like(INDArray x) {
        return kernels.scratch(x.shape());
    }

    /// `clip(x / 6 + 0.5, 0, 1)`
    void hardSigmoid(INDArray x, INDArray y) {
        chain.multiply(x, 1 / 6.0, y).add(y, 0.5, y).clip(y, 0, 1, y);
    }

    /// `max(x, 0) + log1p(exp(-|x|))`, which does not overflow; `y` may be `x`.
    void softplus(INDArray x, INDArray y) {
        INDArray t = like(x);
        chain.then(new Abs(x, t))
                .then(new Negative(t, t))
                .then(new Exp(t, t))
                .then(new Log1p(t, t))
                .then(new RectifiedLinear(x, y, 0))
                .add(y, t, y);
    }

    /// `scale * (max(x, 0) + alpha * (exp(min(x, 0)) - 1))`
    private void exponentialLinear(INDArray x, double scale, double alpha, INDArray y) {
        INDArray below = like(x);
        chain.then(new ScalarMin(x, null, below, 0))
                .then(new Expm1(below, below))
                .multiply(below, scale * alpha, below)
                .then(new RectifiedLinear(x, y, 0))
                .multiply(y, scale, y)
                .add(y, below, y);
    }

    /// The standard normal distribution up to `x`: `erfc(-x / sqrt(2)) / 2`.
    INDArray normal(INDArray x) {
        INDArray normal = like(x);
        chain.multiply(x, -Math.sqrt(0.5), normal)
                .then(new Erfc(normal, normal))
                .multiply(normal, 0.5, normal);
        return normal;
    }

    /// `exp(x)` as far as `mish` tells values apart.
    INDArray mishExp(INDArray x) {
        INDArray e = like(x);
        chain.then(new ScalarMin(x, null, e, SATURATED)).then(new Exp(e, e));
        return e;
    }

    /// `n` in `tanh(softplus(x)) = n / (n + 2)`: `e * (e + 2)` with `e = exp(x)`.
    INDArray mish(INDArray e) {
        INDArray n = like(e);
        chain.add(e, 2, n).multiply(e, n, n);
        return n;
    }
}
