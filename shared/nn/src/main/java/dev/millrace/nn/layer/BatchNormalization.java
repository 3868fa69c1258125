package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.List;

/// Keras's `BatchNormalization` layer (Ioffe and Szegedy, 2015): `gamma * (x - mean) / sqrt(variance + epsilon) + beta`
/// along the last axis. While training, mean and (biased) variance are those of the mini-batch, and the moving ones are
/// `moving * momentum + batch * (1 - momentum)`; in predictions they are the moving ones.
///
/// Output has the shape of the input, `(batch_size, ..., channels)`; each variable is `(channels,)`.
///
/// @param center whether there is a `beta`
/// @param scale whether there is a `gamma`
/// @param movingMean its first values
/// @param movingVariance its first values
public record BatchNormalization(
        String name,
        double momentum,
        double epsilon,
        boolean center,
        boolean scale,
        WeightOptions beta,
        WeightOptions gamma,
        Initializer movingMean,
        Initializer movingVariance)
        implements Layer {
    static final Kind<Layer> KIND = Kind.of(BatchNormalization.class, "", BatchNormalization::read);

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
                "",
                0.99,
                1e-3,
                true,
                true,
                WeightOptions.of(Initializer.ZEROS),
                WeightOptions.of(Initializer.ONES),
                Initializer.ZEROS,
                Initializer.ONES);
    }

    private static BatchNormalization read(Config config) {
        BatchNormalization d = of();
        config.only("axis", -1);
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
                WeightOptions.read(config, "beta", d.beta.initializer()),
                WeightOptions.read(config, "gamma", d.gamma.initializer()),
                config.object("moving_mean_initializer", Initializer.KINDS, d.movingMean),
                config.object("moving_variance_initializer", Initializer.KINDS, d.movingVariance));
    }

    @Override
    public BatchNormalization withName(String newName) {
        return new BatchNormalization(
                newName, momentum, epsilon, center, scale, beta, gamma, movingMean, movingVariance);
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
        weights.add(new VariableSpec(name + "/moving_mean", each, movingMean).asState());
        weights.add(new VariableSpec(name + "/moving_variance", each, movingVariance).asState());
        return weights;
    }

    @Override
    public Settings settings() {
        return Settings.of("axis", -1)
                .and("momentum", momentum)
                .and("epsilon", epsilon)
                .and("center", center)
                .and("scale", scale)
                .and(WeightOptions.settings("beta", beta, "gamma", gamma))
                .and("moving_mean_initializer", movingMean)
                .and("moving_variance_initializer", movingVariance)
                .and("synchronized", false);
    }
}
