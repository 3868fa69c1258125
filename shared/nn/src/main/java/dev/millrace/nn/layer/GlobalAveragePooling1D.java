package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `GlobalAveragePooling1D` layer: the mean of each channel over all steps.
///
/// Input `(batch_size, steps, channels)`, output `(batch_size, channels)`, or `(batch_size, 1, channels)`
/// where axes are kept.
///
/// @param keepDims whether the axes that are averaged over stay, of size 1
public record GlobalAveragePooling1D(String name, boolean keepDims) implements Layer {
    static final Kind<Layer> KIND = Kind.<Layer>of(GlobalAveragePooling1D.class, "", GlobalAveragePooling1D::read)
            .alias("GlobalAvgPool1D");

    /// The layer, whose outputs have one axis.
    public static GlobalAveragePooling1D of() {
        return new GlobalAveragePooling1D("", false);
    }

    private static GlobalAveragePooling1D read(Config config) {
        config.only("data_format", "channels_last");
        return new GlobalAveragePooling1D(config.text("name", ""), config.flag("keepdims", false));
    }

    @Override
    public GlobalAveragePooling1D withName(String newName) {
        return new GlobalAveragePooling1D(newName, keepDims);
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.rank(this, "(steps, channels)", 2, input);
        return keepDims ? Shape.of(1, input.last()) : Shape.of(input.last());
    }

    @Override
    public Settings settings() {
        return Settings.of("data_format", "channels_last").and("keepdims", keepDims);
    }
}
