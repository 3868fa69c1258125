package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `AveragePooling2D` layer: the mean of each window, of which only what lies within the image counts, channel
/// by channel.
///
/// Input `(batch_size, height, width, channels)`, output `(batch_size, new_height, new_width, channels)`.
public record AveragePooling2D(String name, Sliding window) implements Layer {
    static final Kind<Layer> KIND = Kind.<Layer>of(AveragePooling2D.class, "pool_size", AveragePooling2D::read)
            .alias("AvgPool2D");

    public AveragePooling2D {
        window.check("AveragePooling2D", name, "pool_size");
    }

    /// A layer of square windows that lie side by side.
    public static AveragePooling2D of(int poolSize) {
        return new AveragePooling2D("", Sliding.of(poolSize, poolSize, false));
    }

    private static AveragePooling2D read(Config config) {
        return new AveragePooling2D(config.text("name", ""), Sliding.pooling(config, "AveragePooling2D"));
    }

    @Override
    public AveragePooling2D withName(String newName) {
        return new AveragePooling2D(newName, window);
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
