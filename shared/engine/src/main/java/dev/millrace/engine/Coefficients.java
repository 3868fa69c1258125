package dev.millrace.engine;

import dev.millrace.nn.Optimizer;
import java.nio.FloatBuffer;

/// The numbers in an optimizer's update that change from step to step, computed on the host in float32 as Keras
/// does.
///
/// | optimizer | coefficients |
/// |---|---|
/// | SGD, RMSprop, Adagrad, Adadelta | `lr` |
/// | Adam | `lr * sqrt(1 - beta2^t) / (1 - beta1^t)` |
/// | Adamax | `lr / (1 - beta1^t)` |
/// | Nadam | `lr`, `u_{t+1} / (1 - U * u_{t+1})`, `(1 - u_t) / (1 - U)`, `1 / (1 - beta2^t)` |
final class Coefficients {
    /// Room enough for every optimizer.
    static final int SIZE = 4;

    private final FloatBuffer values = FloatBuffer.allocate(SIZE);

    /// Nadam's `U`, the product of every `u_t` so far; 1 for the others.
    private float uProduct = 1;

    float uProduct() {
        return uProduct;
    }

    void uProduct(float uProduct) {
        this.uProduct = uProduct;
    }

    /// The coefficients of step `t`, counted from 1. To be called once for each step: Nadam's `U` moves on.
    FloatBuffer next(Optimizer optimizer, long t) {
        float lr = (float) optimizer.learningRate();
        values.clear();
        switch (optimizer) {
            case Optimizer.Adam adam ->
                values.put((float) (lr * Math.sqrt(1 - power(adam.beta2(), t))) / (1 - power(adam.beta1(), t)));
            case Optimizer.Adamax adamax -> values.put(lr / (1 - power(adamax.beta1(), t)));
            case Optimizer.Nadam nadam -> {
                float u = u(nadam, t);
                float next = u(nadam, t + 1);
                uProduct *= u;
                values.put(lr)
                        .put(next / (1 - uProduct * next))
                        .put((1 - u) / (1 - uProduct))
                        .put(1 / (1 - power(nadam.beta2(), t)));
            }
            case Optimizer.SGD sgd -> values.put((float) sgd.learningRate());
            case Optimizer.RMSprop rmsprop -> values.put((float) rmsprop.learningRate());
            case Optimizer.Adagrad adagrad -> values.put((float) adagrad.learningRate());
            case Optimizer.Adadelta adadelta -> values.put((float) adadelta.learningRate());
        }
        return values.clear();
    }

    /// `u_t = beta1 * (1 - 0.5 * 0.96^t)`
    private static float u(Optimizer.Nadam nadam, long t) {
        return (float) nadam.beta1() * (1 - 0.5f * power(0.96, t));
    }

    private static float power(double base, long exponent) {
        return (float) Math.pow((float) base, (double) exponent);
    }
}
