package dev.millrace.engine.nd4j;

import dev.millrace.nn.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.same.TimesOneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;

/// Gradients through activation functions, added to a chain.
///
/// @param v what came out of the function where [Activation#gradientFromOutput] says so, else what went in
/// @param t room of the same shape for the derivative
record Nd4jActivationGradients(Nd4jKernels kernels, Nd4jChain chain, INDArray v, INDArray t) {
    /// Adds `dy *= activation'`.
    static void backward(Nd4jKernels kernels, Nd4jChain chain, Activation activation, INDArray v, INDArray dy) {
        if (activation != Activation.LINEAR) {
            new Nd4jActivationGradients(kernels, chain, v, kernels.scratch(v.shape())).backward(activation, dy);
        }
    }

    private void backward(Activation activation, INDArray dy) {
        switch (activation) {
            case LINEAR -> {
                return;
            }
            case RELU -> chain.then(new Step(v, t, 0));
            // 0.2 + 0.8 where y is not negative
            case LEAKY_RELU -> {
                chain.then(new Negative(v, t)).then(new Step(t, t, 0));
                chain.multiply(t, Activation.LEAK - 1, t).add(t, 1, t);
            }
            case RELU6 -> inside(0, 6);
            // exp(x) = y + 1 where x is negative
            case ELU, CELU -> chain.then(new ScalarMin(v, null, t, 0)).add(t, 1, t);
            case SELU -> selu();
            case GELU -> gelu();
            case SIGMOID -> chain.then(new TimesOneMinus(v, t));
            case HARD_SIGMOID -> {
                inside(0, 1);
                chain.multiply(t, 1 / 6.0, t);
            }
            // sigmoid(-x) = 1 - exp(y)
            case LOG_SIGMOID -> chain.then(new Expm1(v, t)).then(new Negative(t, t));
            case SPARSE_SIGMOID -> {
                inside(0, 1);
                chain.multiply(t, 0.5, t);
            }
            case SILU -> silu();
            case HARD_SILU -> {
                // hard_sigmoid(x) + x / 6 where |x| < 3
                inside(-3, 3);
                INDArray s = like();
                activations().hardSigmoid(v, s);
                chain.multiply(t, v, t).multiply(t, 1 / 6.0, t).add(t, s, t);
            }
            case TANH -> chain.square(v, t).then(new OneMinus(t, t));
            case HARD_TANH -> inside(-1, 1);
            case TANH_SHRINK -> chain.then(new Tanh(v, t)).square(t, t);
            case HARD_SHRINK, SOFT_SHRINK -> chain.then(new Abs(v, t)).then(new Step(t, t, 0));
            // 1 / (1 + exp(-x)) = 1 - exp(-y)
            case SOFTPLUS ->
                chain.then(new Negative(v, t)).then(new Expm1(t, t)).then(new Negative(t, t));
            case SQUAREPLUS -> {
                // (1 + x / sqrt(x^2 + 4)) / 2 = y^2 / (y^2 + 1)
                INDArray above = like();
                chain.square(v, t).add(t, 1, above).divide(t, above, t);
            }
            // (x + 1) / 2 = sqrt(y) between -1 and 1
            case SPARSE_PLUS -> chain.sqrt(v, t).then(new ScalarMin(t, null, t, 1));
            // 1 / (1 + |x|)^2 = (1 - |y|)^2
            case SOFTSIGN -> chain.then(new Abs(v, t)).then(new OneMinus(t, t)).square(t, t);
            case MISH -> mish();
            case EXPONENTIAL -> chain.copy(v, t);
            // dx = y * (dy - sum(dy * y)): the first factor comes last, below
            case SOFTMAX -> {
                INDArray sum = kernels.scratch(v.size(0));
                chain.multiply(dy, v, t)
                        .sumRows(t, sum)
                        .subtract(dy, sum.reshape(v.size(0), 1), dy)
                        .copy(v, t);
            }
            // dx = dy - exp(y) * sum(dy)
            case LOG_SOFTMAX -> {
                INDArray sum = kernels.scratch(v.size(0));
                chain.sumRows(dy, sum)
                        .then(new Exp(v, t))
                        .multiply(t, sum.reshape(v.size(0), 1), t)
                        .subtract(dy, t, dy);
                return;
            }
        }
        chain.multiply(dy, t, dy);
    }

    /// `t = 1` where `low < v < high`, 0 elsewhere.
    private void inside(double low, double high) {
        INDArray above = like();
        chain.then(new Step(v, above, low))
                .then(new Negative(v, t))
                .then(new Step(t, t, -high))
                .multiply(t, above, t);
    }

    /// `scale` where `y` is positive, `y + scale * alpha` elsewhere.
    private void selu() {
        INDArray positive = like();
        double edge = Activation.SELU_SCALE * Activation.SELU_ALPHA;
        chain.then(new Step(v, positive, 0))
                .multiply(positive, Activation.SELU_SCALE - edge, positive)
                .then(new ScalarMin(v, null, t, 0))
                .add(t, edge, t)
                .add(t, positive, t);
    }

    /// `N(x) + x * n(x)` with the standard normal distribution `N` and its density `n`.
    private void gelu() {
        INDArray density = like();
        chain.square(v, density)
                .multiply(density, -0.5, density)
                .then(new Exp(density, density))
                .multiply(density, 1 / Math.sqrt(2 * Math.PI), density)
                .multiply(v, density, t)
                .add(t, activations().normal(v), t);
    }

    /// `s * (1 + x * (1 - s))` with `s = sigmoid(x)`.
    private void silu() {
        INDArray s = like();
        chain.then(new Sigmoid(v, s))
                .then(new OneMinus(s, t))
                .multiply(t, v, t)
                .add(t, 1, t)
                .multiply(t, s, t);
    }

    /// `m / w + 4 * x * sigmoid(x) * (m + 1) / w^2`, where `tanh(softplus(x)) = m / w` and `w = m + 2`.
    private void mish() {
        INDArray e = activations().mishExp(v);
        INDArray m = activations().mish(e);
        INDArray w = like();
        INDArray s = like();
        chain.add(m, 2, w)
                .then(new Sigmoid(v, s))
                .add(m, 1, t)
                .divide(t, w, t)
                .multiply(t, s, t)
                .multiply(t, v, t)
                .multiply(t, 4, t)
                .add(t, m, t)
                .divide(t, w, t);
    }

    private Nd4jActivations activations() {
        return new Nd4jActivations(kernels, chain);
    }

    private INDArray like() {
        return kernels.scratch(v.shape());
    }
}
