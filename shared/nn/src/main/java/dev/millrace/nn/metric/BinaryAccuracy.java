package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;

/// Share of elements with `p > 0.5` where `y` is 1 and not where it is 0.
public record BinaryAccuracy(String name) implements Metric {
    static final Kind<Metric> KIND = Kind.of(BinaryAccuracy.class, "", BinaryAccuracy::read);

    public BinaryAccuracy {
        Metric.checkName(name);
    }

    private static BinaryAccuracy read(Config config) {
        config.only("threshold", 0.5);
        return new BinaryAccuracy(config.text("name", "binary_accuracy"));
    }

    @Override
    public BinaryAccuracy withName(String newName) {
        return new BinaryAccuracy(newName);
    }

    @Override
    public Settings settings() {
        return Settings.of("threshold", 0.5);
    }
}
