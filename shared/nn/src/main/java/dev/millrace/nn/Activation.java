package dev.millrace.nn;

/// An activation function, applied element by element; softmax along the last axis.
public enum Activation implements Named {
    /// `x`
    LINEAR("linear"),
    /// `max(x, 0)`
    RELU("relu"),
    /// `1 / (1 + exp(-x))`
    SIGMOID("sigmoid"),
    /// `clip(x / 6 + 0.5, 0, 1)`
    HARD_SIGMOID("hard_sigmoid"),
    /// `tanh(x)`
    TANH("tanh"),
    /// `log(1 + exp(x))`
    SOFTPLUS("softplus"),
    /// `x / (1 + |x|)`
    SOFTSIGN("softsign"),
    /// `exp(x) / sum(exp(x))` along the last axis
    SOFTMAX("softmax");

    private final String kerasName;

    Activation(String kerasName) {
        this.kerasName = kerasName;
    }

    @Override
    public String kerasName() {
        return kerasName;
    }

    /// The activation that Keras calls `name`.
    ///
    /// @throws DescriptionException if there is none
    public static Activation of(String name) {
        return Named.parse(Activation.class, "activation", name);
    }
}
