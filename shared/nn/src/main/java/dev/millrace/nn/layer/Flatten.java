package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `Flatten` layer: input `(batch_size, ...)`, output `(batch_size, size)`, the values in their order.
public record Flatten(String name) implements Layer {
    static final Kind<Layer> KIND = Kind.of(Flatten.class, "", Flatten::read);

    /// The layer.
    public static Flatten of() {
        return new Flatten("");
    }

    private static Flatten read(Config config) {
        config.only("data_format", "channels_last");
        return of();
    }

    @Override
    public Flatten withName(String newName) {
        return new Flatten(newName);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public Settings settings() {
        return Settings.of("data_format", "channels_last");
    }
}
