package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `ActivityRegularization` layer: outputs are the inputs, and add `(l1 * sum(|x|) + l2 * sum(x^2)) /
/// batch_size` to the loss.
///
/// @param regularizer of what goes through
public record ActivityRegularization(String name, Regularizer regularizer) implements Layer {
    static final Kind<Layer> KIND = Kind.of(ActivityRegularization.class, "l1", ActivityRegularization::read);

    /// The layer with this regularizer.
    public static ActivityRegularization of(Regularizer regularizer) {
        return new ActivityRegularization("", regularizer);
    }

    private static ActivityRegularization read(Config config) {
        return new ActivityRegularization(
                config.text("name", ""), new Regularizer(config.number("l1", 0), config.number("l2", 0)));
    }

    @Override
    public ActivityRegularization withName(String newName) {
        return new ActivityRegularization(newName, regularizer);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Settings settings() {
        return Settings.of("l1", regularizer.l1()).and("l2", regularizer.l2());
    }
}
