package dev.millrace.nn;

import java.util.List;

/// Applies an activation function; Keras's `Activation` layer. Output has the shape of the input.
public record ActivationLayer(String name, Activation activation) implements Layer {
    /// The layer that applies `activation`.
    public static ActivationLayer of(Activation activation) {
        return new ActivationLayer("", activation);
    }

    @Override
    public ActivationLayer withName(String name) {
        return new ActivationLayer(name, activation);
    }

    @Override
    public String className() {
        return "Activation";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        return List.of();
    }
}
