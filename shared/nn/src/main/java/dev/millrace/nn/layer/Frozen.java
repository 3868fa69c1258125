package dev.millrace.nn.layer;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Optional;

/// A layer whose weights training leaves alone: Keras's `trainable=False`. It also computes as in predictions where
/// that is another thing, as a frozen BatchNormalization does in Keras.
public record Frozen(Layer layer) implements Layer {
    public Frozen {
        if (layer instanceof Frozen frozen) {
            layer = frozen.layer;
        }
    }

    @Override
    public String name() {
        return layer.name();
    }

    @Override
    public Frozen withName(String name) {
        return new Frozen(layer.withName(name));
    }

    @Override
    public String className() {
        return layer.className();
    }

    @Override
    public Settings settings() {
        return layer.settings();
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(input);
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        return layer.weights(input).stream().map(VariableSpec::asState).toList();
    }

    @Override
    public boolean trainable() {
        return false;
    }

    @Override
    public Activation activation() {
        return layer.activation();
    }

    @Override
    public Optional<Layer> withActivation(Activation activation) {
        return layer.withActivation(activation).map(Frozen::new);
    }

    @Override
    public Optional<Regularizer> activityRegularizer() {
        return layer.activityRegularizer();
    }

    @Override
    public Layer withDefaultSeed(int seed) {
        return new Frozen(layer.withDefaultSeed(seed));
    }
}
