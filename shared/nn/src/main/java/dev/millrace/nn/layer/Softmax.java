package dev.millrace.nn.layer;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `Softmax` layer: `exp(x) / sum(exp(x))` along one axis. Output has the shape of the input.
///
/// @param axis counted with the batch axis, which is axis 0; or from the end, -1 being the last
public record Softmax(String name, int axis) implements Layer {
    static final Kind<Layer> KIND = Kind.of(Softmax.class, "", Softmax::read);

    public Softmax {
        if (axis == 0) {
            throw new DescriptionException(
                    "Softmax" + Checks.quoted(name) + ": axis 0 is the batch axis. Received: axis=0");
        }
    }

    /// The layer along the last axis.
    public static Softmax of() {
        return new Softmax("", -1);
    }

    private static Softmax read(Config config) {
        return new Softmax(config.text("name", ""), config.optionalWhole("axis").orElse(-1));
    }

    @Override
    public Softmax withName(String newName) {
        return new Softmax(newName, axis);
    }

    @Override
    public Shape outputShape(Shape input) {
        axisOf(input);
        return input;
    }

    /// The axis counted from 0 without the batch axis.
    ///
    /// @throws DescriptionException if the inputs have no such axis
    public int axisOf(Shape input) {
        int at = axis > 0 ? axis - 1 : input.rank() + axis;
        if (at < 0 || at >= input.rank()) {
            throw new DescriptionException(
                    described() + " is along axis " + axis + ". Received: inputs of shape " + input);
        }
        return at;
    }

    /// Softmax where it is along the last axis; else an operation of its own.
    @Override
    public Activation activation() {
        return axis == -1 ? Activation.SOFTMAX : Activation.LINEAR;
    }

    @Override
    public Settings settings() {
        return Settings.of("axis", axis);
    }
}
