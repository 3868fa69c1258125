package dev.millrace.nn.metric;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;

/// Root of the mean of `(y - p)^2` over all examples, not the mean of the mini-batches' roots.
public record RootMeanSquaredError(String name) implements Metric {
    static final Kind<Metric> KIND = Kind.of(
            RootMeanSquaredError.class,
            "",
            config -> new RootMeanSquaredError(config.text("name", "root_mean_squared_error")));

    public RootMeanSquaredError {
        Metric.checkName(name);
    }

    @Override
    public RootMeanSquaredError withName(String newName) {
        return new RootMeanSquaredError(newName);
    }
}
