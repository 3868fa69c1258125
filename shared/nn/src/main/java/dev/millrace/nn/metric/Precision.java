package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Share of the predictions `p > threshold` whose target is not 0; 0 where there are none.
///
/// @param threshold in `[0, 1]`; Keras's default, where there is none, is 0.5
public record Precision(String name, Optional<Double> threshold) implements Metric {
    static final Kind<Metric> KIND = Kind.of(Precision.class, "thresholds", Precision::read);

    public Precision {
        Metric.checkName(name);
        Threshold.check(threshold);
    }

    private static Precision read(Config config) {
        return new Precision(config.text("name", "precision"), Threshold.read(config));
    }

    @Override
    public Precision withName(String newName) {
        return new Precision(newName, threshold);
    }

    @Override
    public boolean isPlain() {
        return threshold.isEmpty();
    }

    @Override
    public Settings settings() {
        return Threshold.settings(threshold);
    }
}
