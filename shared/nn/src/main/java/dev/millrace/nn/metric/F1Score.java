package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Named;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Harmonic mean of precision and recall, `2 * P * R / (P + R)`, of each output and then averaged. An output is
/// predicted where `p > threshold`; without a threshold, where it is the largest of its row and not 0.
///
/// Keras's default average, `None`, gives a number for each class. One number is reported here: it is refused.
///
/// @param threshold in `[0, 1]`, or none
public record F1Score(String name, Average average, Optional<Double> threshold) implements Metric {
    static final Kind<Metric> KIND = Kind.of(F1Score.class, "average", F1Score::read);

    /// How the outputs become one number.
    public enum Average implements Named {
        /// Counts of all outputs are added up first.
        MICRO("micro"),
        /// Each output counts alike.
        MACRO("macro"),
        /// Each output counts as often as it is right.
        WEIGHTED("weighted");

        private final String kerasName;

        Average(String kerasName) {
            this.kerasName = kerasName;
        }

        @Override
        public String kerasName() {
            return kerasName;
        }
    }

    public F1Score {
        Metric.checkName(name);
        Threshold.check(threshold);
    }

    private static F1Score read(Config config) {
        if (!config.has("average")) {
            throw new DescriptionException("F1Score: 'average' is None by default, which gives a number for each class;"
                    + " a metric is reported as one. Expected: 'micro', 'macro' or 'weighted'. The evaluator's verdict"
                    + " has the F1 score of each class.");
        }
        return new F1Score(
                config.text("name", "f1_score"),
                Named.parse(Average.class, "average", config.text("average", "")),
                config.number("threshold"));
    }

    @Override
    public F1Score withName(String newName) {
        return new F1Score(newName, average, threshold);
    }

    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public Settings settings() {
        return Settings.of("average", average).and("threshold", threshold);
    }
}
