package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keras's `LayerNormalization` layer (Ba et al., 2016): `gamma * (x - mean) / sqrt(variance + epsilon) + beta` with
/// the
/// mean and the (biased) variance of each row along the last axis.
///
/// Output has the shape of the input, `(batch_size, ..., channels)`; each variable is `(channels,)`.
///
/// @param center whether there is a `beta`
/// @param scale whether there is a `gamma`
public record LayerNormalization(
        String name,
        double epsilon,
        boolean center,
        boolean scale,
        Initializer betaInitializer,
        Initializer gammaInitializer,
        Optional<Regularizer> betaRegularizer,
        Optional<Regularizer> gammaRegularizer)
        implements Layer {
    static final Kind<Layer> KIND = Kind.of(LayerNormalization.class, "", LayerNormalization::read);

    private static final List<Integer> LAST = List.of(-1);

    public LayerNormalization {
        Checks.finite("LayerNormalization", name, "epsilon", epsilon);
    }

    /// The layer with Keras's defaults.
    public static LayerNormalization of() {
        return new LayerNormalization(
                "", 1e-3, true, true, Initializer.ZEROS, Initializer.ONES, Optional.empty(), Optional.empty());
    }

    private static LayerNormalization read(Config config) {
        if (config.wholes("axis", 1, LAST).getFirst() != -1) {
            config.only("axis", LAST);
        }
        config.only("rms_scaling", false);
        config.only("beta_constraint", null);
        config.only("gamma_constraint", null);
        return new LayerNormalization(
                config.text("name", ""),
                config.number("epsilon", 1e-3),
                config.flag("center", true),
                config.flag("scale", true),
                config.object("beta_initializer", Initializer.KINDS, Initializer.ZEROS),
                config.object("gamma_initializer", Initializer.KINDS, Initializer.ONES),
                config.object("beta_regularizer", Regularizer.KINDS),
                config.object("gamma_regularizer", Regularizer.KINDS));
    }

    @Override
    public LayerNormalization withName(String newName) {
        return new LayerNormalization(
                newName, epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer);
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
            weights.add(new VariableSpec(name + "/gamma", each, gammaInitializer).with(gammaRegularizer));
        }
        if (center) {
            weights.add(new VariableSpec(name + "/beta", each, betaInitializer).with(betaRegularizer));
        }
        return weights;
    }

    @Override
    public Settings settings() {
        return Settings.of("axis", LAST)
                .and("epsilon", epsilon)
                .and("center", center)
                .and("scale", scale)
                .and("beta_initializer", betaInitializer)
                .and("gamma_initializer", gammaInitializer)
                .and("beta_regularizer", betaRegularizer)
                .and("gamma_regularizer", gammaRegularizer)
                .and("beta_constraint", null)
                .and("gamma_constraint", null);
    }
}
