package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Share of the targets that are not 0 whose prediction is `p > threshold`; 0 where there are none.
///
/// @param threshold in `[0, 1]`; Keras's default, where there is none, is 0.5
public record Recall(String name, Optional<Double> threshold) implements Metric {
    static final Kind<Metric> KIND = Kind.of(Recall.class, "thresholds", Recall::read);

    public Recall {
        Metric.checkName(name);
        Threshold.check(threshold);
    }

    private static Recall read(Config config) {
        return new Recall(config.text("name", "recall"), Threshold.read(config));
    }

    @Override
    public Recall withName(String newName) {
        return new Recall(newName, threshold);
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
