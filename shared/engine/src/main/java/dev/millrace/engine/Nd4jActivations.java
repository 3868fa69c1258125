package dev.millrace.engine;

import dev.millrace.nn.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.same.TimesOneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SoftSign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;

/// Activation functions and their derivatives, the latter from what came out.
final class Nd4jActivations {
    private Nd4jActivations() {}

    /// Adds `y = activation(x)`; `y` may be `x`.
    static void forward(Nd4jKernels kernels, Nd4jChain chain, Activation activation, INDArray x, INDArray y) {
        switch (activation) {
            case LINEAR -> chain.copy(x, y);
            case RELU -> chain.then(new RectifiedLinear(x, y, 0));
            case SIGMOID -> chain.then(new Sigmoid(x, y));
            case HARD_SIGMOID -> chain.multiply(x, 1 / 6.0, y).add(y, 0.5, y).clip(y, 0, 1, y);
            case TANH -> chain.then(new Tanh(x, y));
            case SOFTPLUS -> softplus(chain, x, kernels.scratch(x.shape()), y);
            case SOFTSIGN -> chain.then(new SoftSign(x, y));
            case SOFTMAX -> chain.then(new SoftMax(x, y, 1));
        }
    }

    /// Adds `y = max(x, 0) + log1p(exp(-|x|))`, which does not overflow; overwrites `t`.
    static void softplus(Nd4jChain chain, INDArray x, INDArray t, INDArray y) {
        chain.then(new Abs(x, t))
                .then(new Negative(t, t))
                .then(new Exp(t, t))
                .then(new Log1p(t, t))
                .then(new RectifiedLinear(x, y, 0))
                .add(y, t, y);
    }

    /// Adds `dy *= activation'`, where `y` is what came out.
    static void backward(Nd4jKernels kernels, Nd4jChain chain, Activation activation, INDArray y, INDArray dy) {
        if (activation == Activation.LINEAR) {
            return;
        }
        INDArray t = kernels.scratch(y.shape());
        switch (activation) {
            case LINEAR -> {}
            case RELU -> chain.then(new Step(y, t, 0));
            case SIGMOID -> chain.then(new TimesOneMinus(y, t));
            case HARD_SIGMOID ->
                chain.then(new TimesOneMinus(y, t)).then(new Step(t, t, 0)).multiply(t, 1 / 6.0, t);
            case TANH -> chain.square(y, t).then(new OneMinus(t, t));
            // 1 / (1 + exp(-x)) = 1 - exp(-y)
            case SOFTPLUS ->
                chain.then(new Negative(y, t)).then(new Expm1(t, t)).then(new Negative(t, t));
            // 1 / (1 + |x|)^2 = (1 - |y|)^2
            case SOFTSIGN -> chain.then(new Abs(y, t)).then(new OneMinus(t, t)).square(t, t);
            // dx = y * (dy - sum(dy * y)): the first factor comes last, below
            case SOFTMAX -> {
                INDArray sum = kernels.scratch(y.size(0));
                chain.multiply(dy, y, t)
                        .sumRows(t, sum)
                        .subtract(dy, sum.reshape(y.size(0), 1), dy)
                        .copy(y, t);
            }
        }
        chain.multiply(dy, t, dy);
    }
}
