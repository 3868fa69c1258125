package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.List;

/// Keras's `LayerNormalization` layer (Ba et al., 2016): `gamma * (x - mean) / sqrt(variance + epsilon) + beta` with
/// the mean and the (biased) variance of each row along the last axis.
///
/// Output has the shape of the input, `(batch_size, ..., channels)`; each variable is `(channels,)`.
///
/// @param center whether there is a `beta`
/// @param scale whether there is a `gamma`
public record LayerNormalization(
        String name, double epsilon, boolean center, boolean scale, WeightOptions beta, WeightOptions gamma)
        implements Layer {
    static final Kind<Layer> KIND = Kind.of(LayerNormalization.class, "", LayerNormalization::read);

    private static final List<Integer> LAST = List.of(-1);

    public LayerNormalization {
        Checks.finite("LayerNormalization", name, "epsilon", epsilon);
    }

    /// The layer with Keras's defaults.
    public static LayerNormalization of() {
        return new LayerNormalization(
                "", 1e-3, true, true, WeightOptions.of(Initializer.ZEROS), WeightOptions.of(Initializer.ONES));
    }

    private static LayerNormalization read(Config config) {
        if (config.wholes("axis", 1, LAST).getFirst() != -1) {
            config.only("axis", LAST);
        }
        config.only("rms_scaling", false);
        return new LayerNormalization(
                config.text("name", ""),
                config.number("epsilon", 1e-3),
                config.flag("center", true),
                config.flag("scale", true),
                WeightOptions.read(config, "beta", Initializer.ZEROS),
                WeightOptions.read(config, "gamma", Initializer.ONES));
    }

    @Override
    public LayerNormalization withName(String newName) {
        return new LayerNormalization(newName, epsilon, center, scale, beta, gamma);
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.rankAtLeast(this, 1, input);
        return input;
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        Shape each = Shape.of(input.last());
        List<VariableSpec> weights = new ArrayList<>();
        if (scale) {
            weights.add(gamma.spec(name + "/gamma", each));
        }
        if (center) {
            weights.add(beta.spec(name + "/beta", each));
        }
        return weights;
    }

    @Override
    public Settings settings() {
        return Settings.of("axis", LAST)
                .and("epsilon", epsilon)
                .and("center", center)
                .and("scale", scale)
                .and(WeightOptions.settings("beta", beta, "gamma", gamma));
    }
}
