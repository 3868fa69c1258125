package dev.millrace.nn.layer;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.List;
import java.util.Optional;

/// Applies an activation function; Keras's `Activation` layer. Output has the shape of the input.
public record ActivationLayer(String name, Activation activation) implements Layer {
    static final Kind<Layer> KIND = new Kind<>("Activation", List.of(), "activation", ActivationLayer::read);

    /// The layer that applies `activation`.
    public static ActivationLayer of(Activation activation) {
        return new ActivationLayer("", activation);
    }

    private static ActivationLayer read(Config config) {
        config.require("activation", "\"relu\"");
        return of(config.activation("activation", Activation.LINEAR));
    }

    @Override
    public ActivationLayer withName(String newName) {
        return new ActivationLayer(newName, activation);
    }

    @Override
    public Optional<Layer> withActivation(Activation newActivation) {
        return Optional.of(new ActivationLayer(name, newActivation));
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
    public Settings settings() {
        return Settings.of("activation", activation);
    }
}
