package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.List;

/// Keras's `LeakyReLU` layer: `x` where it is positive, `negative_slope * x` elsewhere. Output has the shape of the
/// input.
public record LeakyReLU(String name, double negativeSlope) implements Layer {
    static final Kind<Layer> KIND = new Kind<>("LeakyReLU", List.of("leaky_relu"), "negative_slope", LeakyReLU::read);

    private static final double DEFAULT = 0.3;

    public LeakyReLU {
        Checks.finite("LeakyReLU", name, "negative_slope", negativeSlope);
    }

    /// The layer with Keras's slope, 0.3.
    public static LeakyReLU of() {
        return new LeakyReLU("", DEFAULT);
    }

    /// Keras 2 calls the slope `alpha`.
    private static LeakyReLU read(Config config) {
        return new LeakyReLU(config.text("name", ""), config.number("negative_slope", config.number("alpha", DEFAULT)));
    }

    @Override
    public LeakyReLU withName(String newName) {
        return new LeakyReLU(newName, negativeSlope);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Settings settings() {
        return Settings.of("negative_slope", negativeSlope);
    }
}
