package dev.millrace.engine;

import dev.millrace.nn.Activation;
import java.util.Arrays;

/// Activation functions in double precision, as plainly as they can be written.
public final class PlainActivation {
    private PlainActivation() {}

    /// Of the values of one row.
    public static double[] of(Activation activation, double... x) {
        double sum = Arrays.stream(x).map(Math::exp).sum();
        return Arrays.stream(x)
                .map(v -> switch (activation) {
                    case LINEAR -> v;
                    case RELU -> Math.max(v, 0);
                    case LEAKY_RELU -> v > 0 ? v : 0.2 * v;
                    case RELU6 -> Math.clamp(v, 0, 6);
                    case ELU, CELU -> v > 0 ? v : Math.expm1(v);
                    case SELU -> 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * Math.expm1(v));
                    case GELU -> v * (1 + erf(v / Math.sqrt(2))) / 2;
                    case SIGMOID -> sigmoid(v);
                    case HARD_SIGMOID -> Math.clamp(v / 6 + 0.5, 0, 1);
                    case LOG_SIGMOID -> Math.log(sigmoid(v));
                    case SPARSE_SIGMOID -> Math.clamp((v + 1) / 2, 0, 1);
                    case SILU -> v * sigmoid(v);
                    case HARD_SILU -> v * Math.clamp(v / 6 + 0.5, 0, 1);
                    case TANH -> Math.tanh(v);
                    case HARD_TANH -> Math.clamp(v, -1, 1);
                    case TANH_SHRINK -> v - Math.tanh(v);
                    case HARD_SHRINK -> Math.abs(v) > 0.5 ? v : 0;
                    case SOFT_SHRINK -> v > 0.5 ? v - 0.5 : v < -0.5 ? v + 0.5 : 0;
                    case SOFTPLUS -> Math.log1p(Math.exp(v));
                    case SQUAREPLUS -> (v + Math.sqrt(v * v + 4)) / 2;
                    case SPARSE_PLUS -> v <= -1 ? 0 : v >= 1 ? v : (v + 1) * (v + 1) / 4;
                    case SOFTSIGN -> v / (1 + Math.abs(v));
                    case MISH -> v * Math.tanh(Math.log1p(Math.exp(v)));
                    case EXPONENTIAL -> Math.exp(v);
                    case SOFTMAX -> Math.exp(v) / sum;
                    case LOG_SOFTMAX -> v - Math.log(sum);
                })
                .toArray();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`, by Simpson's rule.
    private static double erf(double x) {
        int parts = 2000;
        double width = x / parts;
        double sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < parts; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-width * i * width * i);
        }
        return sum * width / 3 * 2 / Math.sqrt(Math.PI);
    }
}
