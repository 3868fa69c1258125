package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;

/// Share of examples with fewer than `k` predictions above the one at the largest target.
///
/// @param k positive
public record TopKCategoricalAccuracy(String name, int k) implements Metric {
    static final Kind<Metric> KIND = Kind.of(TopKCategoricalAccuracy.class, "k", TopKCategoricalAccuracy::read);

    public TopKCategoricalAccuracy {
        Metric.checkName(name);
        Top.check(k);
    }

    private static TopKCategoricalAccuracy read(Config config) {
        return new TopKCategoricalAccuracy(
                config.text("name", "top_k_categorical_accuracy"),
                config.optionalWhole("k").orElse(Top.DEFAULT));
    }

    @Override
    public TopKCategoricalAccuracy withName(String newName) {
        return new TopKCategoricalAccuracy(newName, k);
    }

    @Override
    public boolean isPlain() {
        return k == Top.DEFAULT;
    }

    @Override
    public Settings settings() {
        return Settings.of("k", k);
    }
}
