package dev.millrace.nn.metric;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;

/// Share of examples whose largest prediction is at the target's class number.
public record SparseCategoricalAccuracy(String name) implements Metric {
    static final Kind<Metric> KIND = Kind.of(
            SparseCategoricalAccuracy.class,
            "",
            config -> new SparseCategoricalAccuracy(config.text("name", "sparse_categorical_accuracy")));

    public SparseCategoricalAccuracy {
        Metric.checkName(name);
    }

    @Override
    public SparseCategoricalAccuracy withName(String newName) {
        return new SparseCategoricalAccuracy(newName);
    }
}
