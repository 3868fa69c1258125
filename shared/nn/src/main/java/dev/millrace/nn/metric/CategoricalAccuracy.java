package dev.millrace.nn.metric;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;

/// Share of examples whose largest prediction is at the largest target; the first of equals counts.
public record CategoricalAccuracy(String name) implements Metric {
    static final Kind<Metric> KIND = Kind.of(
            CategoricalAccuracy.class,
            "",
            config -> new CategoricalAccuracy(config.text("name", "categorical_accuracy")));

    public CategoricalAccuracy {
        Metric.checkName(name);
    }

    @Override
    public CategoricalAccuracy withName(String newName) {
        return new CategoricalAccuracy(newName);
    }
}
