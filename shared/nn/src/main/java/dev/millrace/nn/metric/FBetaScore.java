package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Named;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Weighted harmonic mean of precision and recall, `(1 + beta^2) * P * R / (beta^2 * P + R)`, of each output and then
/// averaged; with `beta` 1 it is [F1Score], which says when an output is predicted, and why there has to be an average.
///
/// @param beta positive: how many times as much as precision recall counts
/// @param threshold in `[0, 1]`, or none
public record FBetaScore(String name, F1Score.Average average, double beta, Optional<Double> threshold)
        implements Metric {
    private static final String NAME = "fbeta_score";

    /// Keras reports it under a name that is not its class in snake case.
    static final Kind<Metric> KIND =
            Kind.<Metric>of(FBetaScore.class, "average", FBetaScore::read).alias(NAME);

    public FBetaScore {
        Metric.checkName(name);
        Threshold.check(threshold);
        if (!(beta > 0 && Double.isFinite(beta))) {
            throw new DescriptionException("FBetaScore: beta is a positive number. Received: beta=" + beta);
        }
    }

    private static FBetaScore read(Config config) {
        config.require("average", "'micro', 'macro' or 'weighted'");
        return new FBetaScore(
                config.text("name", NAME),
                Named.parse(F1Score.Average.class, "average", config.text("average", "")),
                config.number("beta", 1),
                config.number("threshold"));
    }

    @Override
    public FBetaScore withName(String newName) {
        return new FBetaScore(newName, average, beta, threshold);
    }

    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public Settings settings() {
        return Settings.of("average", average).and("beta", beta).and("threshold", threshold);
    }
}
