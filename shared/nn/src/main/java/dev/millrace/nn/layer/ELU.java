package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Keras's `ELU` layer: `x` where it is positive, `alpha * (exp(x) - 1)` elsewhere (Clevert et al., 2015). Output has
/// the shape of the input.
///
/// @param alpha outputs approach `-alpha` as `x` becomes small
public record ELU(String name, double alpha) implements Layer {
    static final Kind<Layer> KIND = Kind.of(ELU.class, "alpha", ELU::read);

    private static final double DEFAULT = 1;

    public ELU {
        Checks.finite("ELU", name, "alpha", alpha);
    }

    /// The layer with Keras's `alpha`, 1.
    public static ELU of() {
        return of(DEFAULT);
    }

    /// The layer with this `alpha`.
    public static ELU of(double alpha) {
        return new ELU("", alpha);
    }

    private static ELU read(Config config) {
        return new ELU(config.text("name", ""), config.number("alpha", DEFAULT));
    }

    @Override
    public ELU withName(String newName) {
        return new ELU(newName, alpha);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Settings settings() {
        return Settings.of("alpha", alpha);
    }
}
