package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
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

/// Keras's `BatchNormalization` layer (Ioffe and Szegedy, 2015): `gamma * (x - mean) / sqrt(variance + epsilon) + beta`
/// along the last axis. While training, mean and (biased) variance are those of the mini-batch, and the moving ones are
/// `moving * momentum + batch * (1 - momentum)`; in predictions they are the moving ones.
///
/// Output has the shape of the input, `(batch_size, ..., channels)`; each variable is `(channels,)`.
///
/// @param center whether there is a `beta`
/// @param scale whether there is a `gamma`
public record BatchNormalization(
        String name,
        double momentum,
        double epsilon,
        boolean center,
        boolean scale,
        Initializers initializers,
        Optional<Regularizer> betaRegularizer,
        Optional<Regularizer> gammaRegularizer)
        implements Layer {
    static final Kind<Layer> KIND = Kind.of(BatchNormalization.class, "", BatchNormalization::read);

    /// First values of the four variables.
    public record Initializers(
            Initializer beta, Initializer gamma, Initializer movingMean, Initializer movingVariance) {
        /// Keras's.
        public static final Initializers DEFAULTS =
                new Initializers(Initializer.ZEROS, Initializer.ONES, Initializer.ZEROS, Initializer.ONES);
    }

    public BatchNormalization {
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new DescriptionException("BatchNormalization" + Checks.quoted(name)
                    + ": momentum is between 0 and 1. Received: momentum=" + momentum);
        }
        Checks.finite("BatchNormalization", name, "epsilon", epsilon);
    }

    /// The layer with Keras's defaults.
    public static BatchNormalization of() {
        return new BatchNormalization(
                "", 0.99, 1e-3, true, true, Initializers.DEFAULTS, Optional.empty(), Optional.empty());
    }

    private static BatchNormalization read(Config config) {
        BatchNormalization d = of();
        config.only("axis", -1);
        config.only("beta_constraint", null);
        config.only("gamma_constraint", null);
        config.only("synchronized", false);
        config.only("renorm", false);
        config.only("renorm_clipping", null);
        config.only("renorm_momentum", 0.99);
        return new BatchNormalization(
                config.text("name", ""),
                config.number("momentum", d.momentum),
                config.number("epsilon", d.epsilon),
                config.flag("center", true),
                config.flag("scale", true),
                new Initializers(
                        config.object("beta_initializer", Initializer.KINDS, d.initializers.beta),
                        config.object("gamma_initializer", Initializer.KINDS, d.initializers.gamma),
                        config.object("moving_mean_initializer", Initializer.KINDS, d.initializers.movingMean),
                        config.object("moving_variance_initializer", Initializer.KINDS, d.initializers.movingVariance)),
                config.object("beta_regularizer", Regularizer.KINDS),
                config.object("gamma_regularizer", Regularizer.KINDS));
    }

    @Override
    public BatchNormalization withName(String newName) {
        return new BatchNormalization(
                newName, momentum, epsilon, center, scale, initializers, betaRegularizer, gammaRegularizer);
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
            weights.add(new VariableSpec(name + "/gamma", each, initializers.gamma).with(gammaRegularizer));
        }
        if (center) {
            weights.add(new VariableSpec(name + "/beta", each, initializers.beta).with(betaRegularizer));
        }
        weights.add(new VariableSpec(name + "/moving_mean", each, initializers.movingMean).asState());
        weights.add(new VariableSpec(name + "/moving_variance", each, initializers.movingVariance).asState());
        return weights;
    }

    @Override
    public Settings settings() {
        return Settings.of("axis", -1)
                .and("momentum", momentum)
                .and("epsilon", epsilon)
                .and("center", center)
                .and("scale", scale)
                .and("beta_initializer", initializers.beta)
                .and("gamma_initializer", initializers.gamma)
                .and("moving_mean_initializer", initializers.movingMean)
                .and("moving_variance_initializer", initializers.movingVariance)
                .and("beta_regularizer", betaRegularizer)
                .and("gamma_regularizer", gammaRegularizer)
                .and("beta_constraint", null)
                .and("gamma_constraint", null)
                .and("synchronized", false);
    }
}
