package dev.millrace.nn.metric;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CosineSimilarity;
import dev.millrace.nn.loss.LogCosh;
import dev.millrace.nn.loss.Losses;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import java.util.List;

/// The mean of a loss over all examples. Cosine similarity is 1 where the two point the same way, as a metric.
public record LossMetric(String name, Loss loss) implements Metric {
    public LossMetric {
        Metric.checkName(name);
    }

    /// The metric of Keras's class of the loss, or of the one that goes by another name.
    static Kind<Metric> kind(Class<? extends Loss> type) {
        Kind<Loss> kind = Losses.KINDS.kind(type.getSimpleName());
        boolean logCosh = type == LogCosh.class;
        String reported = logCosh ? "logcosh" : kind.snakeName();
        List<String> aliases = logCosh ? List.of() : kind.aliases();
        return new Kind<>(
                className(kind.className()),
                aliases,
                "",
                config -> new LossMetric(
                        config.text("name", reported), kind.read().apply(config)));
    }

    private static String className(String loss) {
        return loss.equals("LogCosh") ? "LogCoshError" : loss;
    }

    @Override
    public String className() {
        return className(loss.className());
    }

    /// What the mean of the loss is multiplied by.
    public int sign() {
        return loss instanceof CosineSimilarity ? -1 : 1;
    }

    @Override
    public LossMetric withName(String newName) {
        return new LossMetric(newName, loss);
    }

    @Override
    public boolean isPlain() {
        return Metrics.of(kerasName()).equals(withName(kerasName()));
    }

    /// Keras's metrics have an `axis` where its losses have none, and the other way round.
    @Override
    public Settings settings() {
        return switch (loss) {
            case BinaryCrossentropy l ->
                Settings.of("from_logits", l.fromLogits()).and("label_smoothing", l.labelSmoothing());
            case SparseCategoricalCrossentropy l -> l.settings().and("axis", -1);
            default -> loss.settings();
        };
    }
}
