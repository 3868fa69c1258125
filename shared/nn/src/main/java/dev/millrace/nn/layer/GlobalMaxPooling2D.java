package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `GlobalMaxPooling2D` layer: the largest value of each channel in the whole image.
///
/// Input `(batch_size, height, width, channels)`, output `(batch_size, channels)`, or `(batch_size, 1, 1, channels)`
/// where axes are kept.
///
/// @param keepDims whether the axes that are looked over stay, of size 1
public record GlobalMaxPooling2D(String name, boolean keepDims) implements Layer {
    static final Kind<Layer> KIND = Kind.<Layer>of(GlobalMaxPooling2D.class, "", GlobalMaxPooling2D::read)
            .alias("GlobalMaxPool2D");

    /// The layer, whose outputs have one axis.
    public static GlobalMaxPooling2D of() {
        return new GlobalMaxPooling2D("", false);
    }

    private static GlobalMaxPooling2D read(Config config) {
        config.only("data_format", "channels_last");
        return new GlobalMaxPooling2D(config.text("name", ""), config.flag("keepdims", false));
    }

    @Override
    public GlobalMaxPooling2D withName(String newName) {
        return new GlobalMaxPooling2D(newName, keepDims);
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.rank(this, "(height, width, channels)", 3, input);
        return keepDims ? Shape.of(1, 1, input.last()) : Shape.of(input.last());
    }

    @Override
    public Settings settings() {
        return Settings.of("data_format", "channels_last").and("keepdims", keepDims);
    }
}
