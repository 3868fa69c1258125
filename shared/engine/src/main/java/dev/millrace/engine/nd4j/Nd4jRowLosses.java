package dev.millrace.engine.nd4j;

import dev.millrace.nn.Activation;
import dev.millrace.nn.loss.CategoricalFocalCrossentropy;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.scalar.Pow;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/// Losses of whole rows, with the gradient of their mean.
///
/// @param t room of the shape of the predictions
/// @param losses one for each row
record Nd4jRowLosses(
        Nd4jKernels kernels,
        Nd4jChain chain,
        INDArray p,
        INDArray y,
        INDArray t,
        INDArray losses,
        @Nullable INDArray g) {
    private static final double EPSILON = Nd4jLosses.EPSILON;

    /// `-sum(y * p) / (|y| * |p|)`; gradient `(dot / |p|^2 * p - y) / (|y| * |p|)`.
    void cosine() {
        INDArray predictions = length(p);
        INDArray both = length(y);
        chain.multiply(both, predictions, both).multiply(p, y, t).sumRows(t, losses);
        if (g != null) {
            // where a smaller length counts as epsilon, it does not change
            INDArray turn = row();
            INDArray steady = row();
            chain.then(new Step(predictions, steady, EPSILON))
                    .multiply(losses, steady, turn)
                    .divide(turn, predictions, turn)
                    .divide(turn, predictions, turn)
                    .multiply(p, column(turn), t)
                    .subtract(t, y, t)
                    .divide(t, column(both), g);
        }
        chain.divide(losses, both, losses).then(new Negative(losses, losses));
        mean();
    }

    private INDArray length(INDArray x) {
        INDArray length = row();
        chain.square(x, t).sumRows(t, length).sqrt(length, length).then(new ScalarMax(length, null, length, EPSILON));
        return length;
    }

    /// `max(max((1 - y) * p) - sum(y * p) + 1, 0)`; equal largest values share the gradient, as in JAX.
    void hinge() {
        INDArray other = like();
        INDArray wrong = row();
        chain.then(new OneMinus(y, other)).multiply(other, p, other).then(new Max(other, null, wrong, 1));
        chain.multiply(y, p, t).sumRows(t, losses);
        chain.subtract(wrong, losses, losses).add(losses, 1, losses).then(new RectifiedLinear(losses, losses, 0));
        if (g != null) {
            INDArray largest = like();
            INDArray equal = row();
            INDArray lost = row();
            // 1 where a value is the largest: 1 - (max - value > 0)
            chain.subtract(other, column(wrong), largest)
                    .then(new Negative(largest, largest))
                    .then(new Step(largest, largest, 0))
                    .then(new OneMinus(largest, largest))
                    .sumRows(largest, equal)
                    .divide(largest, column(equal), largest)
                    .then(new OneMinus(y, t))
                    .multiply(largest, t, t)
                    .subtract(t, y, t)
                    .then(new Step(losses, lost, 0))
                    .multiply(t, column(lost), g);
        }
        mean();
    }

    /// `sum(alpha * (1 - q)^gamma * y * -log(q))` with `q = clip(n)`, `n = p / sum(p)`.
    ///
    /// @param target smoothed
    void focal(CategoricalFocalCrossentropy loss, INDArray target) {
        INDArray probabilities = p;
        if (loss.fromLogits()) {
            probabilities = like();
            new Nd4jActivations(kernels, chain).forward(Activation.SOFTMAX, p, probabilities);
        }
        INDArray sum = row();
        INDArray n = like();
        INDArray q = like();
        INDArray rest = like();
        INDArray log = like();
        INDArray factor = like();
        chain.sumRows(probabilities, sum)
                .divide(probabilities, column(sum), n)
                .clip(n, EPSILON, 1 - EPSILON, q)
                .then(new OneMinus(q, rest))
                .then(new Log(q, log))
                .then(new Pow(rest, factor, loss.gamma()))
                .multiply(factor, target, t)
                .multiply(t, log, t)
                .multiply(t, -loss.alpha(), t)
                .sumRows(t, losses);
        if (g != null) {
            // by n: alpha * y * (gamma * (1 - q)^(gamma - 1) * log(q) - (1 - q)^gamma / q) inside the clip
            INDArray inside = like();
            INDArray dot = row();
            chain.divide(factor, q, factor)
                    .then(new Pow(rest, g, loss.gamma() - 1))
                    .multiply(g, log, g)
                    .multiply(g, loss.gamma(), g)
                    .subtract(g, factor, g)
                    .multiply(g, target, g)
                    .multiply(g, loss.alpha(), g)
                    .then(new Step(n, inside, EPSILON))
                    .multiply(g, inside, g)
                    .then(new OneMinus(n, inside))
                    .then(new Step(inside, inside, EPSILON))
                    .multiply(g, inside, g)
                    .multiply(g, n, t)
                    .sumRows(t, dot)
                    .subtract(g, column(dot), g);
            if (loss.fromLogits()) {
                chain.multiply(g, n, g);
            } else {
                chain.divide(g, column(sum), g);
            }
        }
        mean();
    }

    private void mean() {
        if (g != null) {
            chain.multiply(g, 1.0 / p.size(0), g);
        }
    }

    private INDArray like() {
        return kernels.scratch(p.shape());
    }

    private INDArray row() {
        return kernels.scratch(p.size(0));
    }

    private INDArray column(INDArray row) {
        return row.reshape(p.size(0), 1);
    }
}
