package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `MaxPooling2D` layer: the largest value of each window, channel by channel.
///
/// Input `(batch_size, height, width, channels)`, output `(batch_size, new_height, new_width, channels)`.
public record MaxPooling2D(String name, Sliding window) implements Layer {
    static final Kind<Layer> KIND =
            Kind.<Layer>of(MaxPooling2D.class, "pool_size", MaxPooling2D::read).alias("MaxPool2D");

    public MaxPooling2D {
        window.check("MaxPooling2D", name, "pool_size");
    }

    /// A layer of square windows that lie side by side.
    public static MaxPooling2D of(int poolSize) {
        return new MaxPooling2D("", Sliding.of(poolSize, poolSize, false));
    }

    private static MaxPooling2D read(Config config) {
        return new MaxPooling2D(config.text("name", ""), Sliding.pooling(config, "MaxPooling2D"));
    }

    @Override
    public MaxPooling2D withName(String newName) {
        return new MaxPooling2D(newName, window);
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.rank(this, "(height, width, channels)", 3, input);
        return window.outputShape(this, input, input.last());
    }

    @Override
    public Settings settings() {
        return window.poolingSettings();
    }
}
