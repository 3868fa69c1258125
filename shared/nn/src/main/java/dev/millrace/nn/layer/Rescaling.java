package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.List;

/// Keras's `Rescaling` layer: `y = x * scale + offset`, in training as in predictions. Output has the shape of the
/// input.
///
/// @param scale one factor for all values, or one for each along the last axis
/// @param offset likewise
public record Rescaling(String name, List<Double> scale, List<Double> offset) implements Layer {
    static final Kind<Layer> KIND = Kind.of(Rescaling.class, "scale", Rescaling::read);

    public Rescaling {
        scale = List.copyOf(scale);
        offset = List.copyOf(offset);
        check(name, "scale", scale);
        check(name, "offset", offset);
    }

    private static void check(String name, String what, List<Double> values) {
        if (values.isEmpty() || !values.stream().allMatch(value -> Float.isFinite(value.floatValue()))) {
            throw new DescriptionException("Rescaling" + (name.isEmpty() ? "" : " '" + name + "'") + ": " + what
                    + " is a finite float32 number, or a list of one for each value along the last axis. Received: "
                    + what + "=" + (values.size() == 1 ? values.getFirst() : values));
        }
    }

    /// A layer that multiplies by `scale`.
    public static Rescaling of(double scale) {
        return of(scale, 0);
    }

    /// A layer that multiplies by `scale`, then adds `offset`.
    public static Rescaling of(double scale, double offset) {
        return of(List.of(scale), List.of(offset));
    }

    /// A layer with a scale and an offset for each value along the last axis; one alone is for all of them.
    public static Rescaling of(List<Double> scale, List<Double> offset) {
        return new Rescaling("", scale, offset);
    }

    private static Rescaling read(Config config) {
        config.require("scale", "0.5");
        return new Rescaling(
                config.text("name", ""), config.numbers("scale", List.of(1.0)), config.numbers("offset", List.of(0.0)));
    }

    @Override
    public Rescaling withName(String name) {
        return new Rescaling(name, scale, offset);
    }

    @Override
    public Shape outputShape(Shape input) {
        checkFits("scale", scale, input);
        checkFits("offset", offset, input);
        return input;
    }

    private void checkFits(String what, List<Double> values, Shape input) {
        if (values.size() > 1 && (input.rank() == 0 || input.last() != values.size())) {
            throw new DescriptionException("Layer '" + name + "' (Rescaling) has one " + what + " for each of "
                    + values.size() + " values along the last axis. Received: inputs of shape " + input
                    + ". Give it one number for all values, or as many as the last axis has.");
        }
    }

    @Override
    public Settings settings() {
        return Settings.of("scale", plain(scale)).and("offset", plain(offset));
    }

    private static Object plain(List<Double> values) {
        return values.size() == 1 ? values.getFirst() : values;
    }
}
