package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.List;
import java.util.Optional;

/// Keras's `ReLU` layer: `max_value` from there on, `x` from the threshold on, `negative_slope * (x - threshold)`
/// below. Output has the shape of the input.
///
/// @param maxValue not negative; none: no bound
/// @param negativeSlope not negative
/// @param threshold not negative
public record ReLU(String name, Optional<Double> maxValue, double negativeSlope, double threshold) implements Layer {
    static final Kind<Layer> KIND = new Kind<>("ReLU", List.of("relu"), "", ReLU::read);

    public ReLU {
        check(name, "max_value", maxValue.orElse(0.0));
        check(name, "negative_slope", negativeSlope);
        check(name, "threshold", threshold);
    }

    private static void check(String name, String setting, double value) {
        if (!(value >= 0 && Float.isFinite((float) value))) {
            throw new DescriptionException("ReLU" + Checks.quoted(name) + ": " + setting
                    + " is a number and not negative. Received: " + setting + "=" + value);
        }
    }

    /// The layer with Keras's defaults: `max(x, 0)`.
    public static ReLU of() {
        return new ReLU("", Optional.empty(), 0, 0);
    }

    private static ReLU read(Config config) {
        return new ReLU(
                config.text("name", ""),
                config.number("max_value"),
                config.number("negative_slope", 0),
                config.number("threshold", 0));
    }

    @Override
    public ReLU withName(String newName) {
        return new ReLU(newName, maxValue, negativeSlope, threshold);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Settings settings() {
        return Settings.of("max_value", maxValue)
                .and("negative_slope", negativeSlope)
                .and("threshold", threshold);
    }
}
