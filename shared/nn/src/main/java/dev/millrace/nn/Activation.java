package dev.millrace.nn;

import java.util.ArrayList;
import java.util.List;

/// An activation function with Keras's defaults, applied element by element; softmax and log-softmax along the last
/// axis.
public enum Activation implements Named {
    /// `x`
    LINEAR(From.OUTPUT, "linear"),
    /// `max(x, 0)`
    RELU(From.OUTPUT, "relu"),
    /// `max(x, 0.2 * x)`
    LEAKY_RELU(From.OUTPUT, "leaky_relu"),
    /// `clip(x, 0, 6)`
    RELU6(From.OUTPUT, "relu6"),
    /// `x` where it is positive, `exp(x) - 1` elsewhere
    ELU(From.OUTPUT, "elu"),
    /// [#SELU_SCALE] times `x` where it is positive, `SELU_ALPHA * (exp(x) - 1)` elsewhere (Klambauer et al., 2017)
    SELU(From.OUTPUT, "selu"),
    /// `max(x, 0) + min(exp(x) - 1, 0)`
    CELU(From.OUTPUT, "celu"),
    /// `x * (1 + erf(x / sqrt(2))) / 2`, not its approximation by tanh
    GELU(From.INPUT, "gelu"),
    /// `1 / (1 + exp(-x))`
    SIGMOID(From.OUTPUT, "sigmoid"),
    /// `clip(x / 6 + 0.5, 0, 1)`
    HARD_SIGMOID(From.OUTPUT, "hard_sigmoid"),
    /// `log(sigmoid(x))`
    LOG_SIGMOID(From.OUTPUT, "log_sigmoid"),
    /// `clip((x + 1) / 2, 0, 1)`
    SPARSE_SIGMOID(From.OUTPUT, "sparse_sigmoid"),
    /// `x * sigmoid(x)`
    SILU(From.INPUT, "silu", "swish"),
    /// `x * hard_sigmoid(x)`
    HARD_SILU(From.INPUT, "hard_silu", "hard_swish"),
    /// `tanh(x)`
    TANH(From.OUTPUT, "tanh"),
    /// `clip(x, -1, 1)`
    HARD_TANH(From.OUTPUT, "hard_tanh"),
    /// `x - tanh(x)`
    TANH_SHRINK(From.INPUT, "tanh_shrink"),
    /// `x` where `|x| > 0.5`, 0 elsewhere
    HARD_SHRINK(From.OUTPUT, "hard_shrink"),
    /// `x - clip(x, -0.5, 0.5)`
    SOFT_SHRINK(From.OUTPUT, "soft_shrink"),
    /// `log(1 + exp(x))`
    SOFTPLUS(From.OUTPUT, "softplus"),
    /// `(x + sqrt(x^2 + 4)) / 2`
    SQUAREPLUS(From.OUTPUT, "squareplus"),
    /// 0 below -1, `x` above 1, `(x + 1)^2 / 4` between
    SPARSE_PLUS(From.OUTPUT, "sparse_plus"),
    /// `x / (1 + |x|)`
    SOFTSIGN(From.OUTPUT, "softsign"),
    /// `x * tanh(softplus(x))` (Misra, 2019)
    MISH(From.INPUT, "mish"),
    /// `exp(x)`
    EXPONENTIAL(From.OUTPUT, "exponential"),
    /// `exp(x) / sum(exp(x))` along the last axis
    SOFTMAX(From.OUTPUT, "softmax"),
    /// `x - log(sum(exp(x)))` along the last axis
    LOG_SOFTMAX(From.OUTPUT, "log_softmax");

    /// What `leaky_relu` multiplies negative values by.
    public static final double LEAK = 0.2;

    /// `alpha` of `selu`.
    public static final double SELU_ALPHA = 1.6732632423543772;

    /// `scale` of `selu`.
    public static final double SELU_SCALE = 1.0507009873554805;

    /// What `hard_shrink` and `soft_shrink` take for small.
    public static final double SHRUNK = 0.5;

    /// What a gradient is computed from.
    private enum From {
        INPUT,
        OUTPUT
    }

    private final From gradient;
    private final String kerasName;

    /// Keras's other name; empty where it has none.
    private final String alias;

    Activation(From gradient, String kerasName) {
        this(gradient, kerasName, "");
    }

    Activation(From gradient, String kerasName, String alias) {
        this.gradient = gradient;
        this.kerasName = kerasName;
        this.alias = alias;
    }

    @Override
    public String kerasName() {
        return kerasName;
    }

    /// Whether the derivative follows from what came out: then an operation before it can apply it in place. Else
    /// what went in has to be kept.
    public boolean gradientFromOutput() {
        return gradient == From.OUTPUT;
    }

    /// Whether a value that comes out follows from all values along the last axis.
    public boolean alongRows() {
        return this == SOFTMAX || this == LOG_SOFTMAX;
    }

    /// The activation that Keras calls `name`.
    ///
    /// @throws DescriptionException if there is none
    public static Activation of(String name) {
        List<String> known = new ArrayList<>();
        for (Activation activation : values()) {
            if (activation.names().contains(name)) {
                return activation;
            }
            known.add(activation.kerasName);
        }
        throw Named.unknown("activation", name, known);
    }

    /// Every name that Keras has for it, the one that it writes first.
    public List<String> names() {
        return alias.isEmpty() ? List.of(kerasName) : List.of(kerasName, alias);
    }
}
