package dev.millrace.engine;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// A model's loss in double precision, as plainly as it can be written.
final class Reference {
    private Reference() {}

    static List<double[]> doubles(List<Variable> weights) {
        List<double[]> doubles = new ArrayList<>();
        for (Variable weight : weights) {
            float[] values = weight.toArray();
            double[] copy = new double[values.length];
            Arrays.setAll(copy, i -> values[i]);
            doubles.add(copy);
        }
        return doubles;
    }

    /// The central difference of the loss along one weight.
    static double slope(
            Sequential model,
            Loss loss,
            List<double[]> weights,
            int variable,
            int index,
            float[] x,
            float[] y,
            float... sampleWeights) {
        double step = 1e-5;
        double[] values = weights.get(variable);
        double before = values[index];
        values[index] = before + step;
        double above = loss(model, loss, weights, x, y, sampleWeights);
        values[index] = before - step;
        double below = loss(model, loss, weights, x, y, sampleWeights);
        values[index] = before;
        return (above - below) / (2 * step);
    }

    /// @param sampleWeights one for each row, or none
    static double loss(
            Sequential model, Loss loss, List<double[]> weights, float[] x, float[] y, float... sampleWeights) {
        int inputs = model.inputShape().size();
        int outputs = model.outputShape().size();
        int rows = x.length / inputs;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            double[] flow = new double[inputs];
            for (int i = 0; i < inputs; i++) {
                flow[i] = x[row * inputs + i];
            }
            int next = 0;
            for (Layer layer : model.layers()) {
                switch (layer) {
                    case Dense dense -> {
                        flow = dense(flow, weights.get(next), weights.get(next + 1));
                        next += 2;
                        flow = PlainActivation.of(dense.activation(), flow);
                    }
                    case ActivationLayer activation -> flow = PlainActivation.of(activation.activation(), flow);
                    case Dropout dropout -> flow = dropped(dropout, flow, row);
                    case Rescaling rescaling -> flow = rescaled(rescaling, flow);
                    default -> throw new IllegalArgumentException("No reference of " + layer);
                }
            }
            double[] target = new double[outputs];
            for (int i = 0; i < outputs; i++) {
                target[i] = y[row * outputs + i];
            }
            sum += of(loss, flow, target) * (sampleWeights.length == 0 ? 1 : sampleWeights[row]);
        }
        return sum / rows;
    }

    /// What is left in the first step.
    private static double[] dropped(Dropout dropout, double[] x, int row) {
        var mask = DrawnMask.of(dropout.rate(), dropout.seed().orElseThrow(), 1);
        double[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] *= mask.factor(row * y.length + i);
        }
        return y;
    }

    private static double[] rescaled(Rescaling rescaling, double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * of(rescaling.scale(), i) + of(rescaling.offset(), i);
        }
        return y;
    }

    private static double of(List<Double> values, int place) {
        return values.get(place % values.size());
    }

    private static double[] dense(double[] x, double[] kernel, double[] bias) {
        double[] y = bias.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += x[i] * kernel[i * y.length + j];
            }
        }
        return y;
    }

    private static double of(Loss loss, double[] p, double[] y) {
        return switch (loss) {
            case CategoricalCrossentropy cce -> categorical(cce.fromLogits(), cce.labelSmoothing(), p, y);
            case SparseCategoricalCrossentropy scce -> categorical(scce.fromLogits(), 0, p, y);
            case BinaryCrossentropy bce -> {
                double sum = 0;
                for (int i = 0; i < p.length; i++) {
                    double target = y[i] * (1 - bce.labelSmoothing()) + 0.5 * bce.labelSmoothing();
                    double q = bce.fromLogits() ? 1 / (1 + Math.exp(-p[i])) : clip(p[i]);
                    sum -= target * Math.log(q) + (1 - target) * Math.log(1 - q);
                }
                yield sum / p.length;
            }
            case MeanSquaredError mse -> mean(p, y, error -> error * error);
            case MeanAbsoluteError mae -> mean(p, y, Math::abs);
            case Huber huber ->
                mean(p, y, error -> {
                    double size = Math.abs(error);
                    double delta = huber.delta();
                    return size <= delta ? size * size / 2 : delta * size - delta * delta / 2;
                });
            default -> throw new IllegalArgumentException("LossTest is about " + loss);
        };
    }

    private static double mean(double[] p, double[] y, DoubleUnaryOperator ofError) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += ofError.applyAsDouble(p[i] - y[i]);
        }
        return sum / p.length;
    }

    private static double categorical(boolean fromLogits, double smoothing, double[] p, double[] y) {
        double[] q = fromLogits ? PlainActivation.of(Activation.SOFTMAX, p) : p;
        double total = Arrays.stream(q).sum();
        double sum = 0;
        for (int i = 0; i < q.length; i++) {
            sum -= (y[i] * (1 - smoothing) + smoothing / q.length) * Math.log(clip(q[i] / total));
        }
        return sum;
    }

    /// In float32 the largest probability is `1 - 2^-23`, as in Keras.
    private static double clip(double p) {
        return Math.clamp(p, 1e-7, 1 - 0x1p-23);
    }
}
