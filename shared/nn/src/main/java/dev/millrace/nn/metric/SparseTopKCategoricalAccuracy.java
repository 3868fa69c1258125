package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;

/// Share of examples with fewer than `k` predictions above the one at the target's class number.
///
/// @param k positive
public record SparseTopKCategoricalAccuracy(String name, int k) implements Metric {
    static final Kind<Metric> KIND =
            Kind.of(SparseTopKCategoricalAccuracy.class, "k", SparseTopKCategoricalAccuracy::read);

    public SparseTopKCategoricalAccuracy {
        Metric.checkName(name);
        Top.check(k);
    }

    private static SparseTopKCategoricalAccuracy read(Config config) {
        return new SparseTopKCategoricalAccuracy(
                config.text("name", "sparse_top_k_categorical_accuracy"),
                config.optionalWhole("k").orElse(Top.DEFAULT));
    }

    @Override
    public SparseTopKCategoricalAccuracy withName(String newName) {
        return new SparseTopKCategoricalAccuracy(newName, k);
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
