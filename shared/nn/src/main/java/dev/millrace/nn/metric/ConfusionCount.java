package dev.millrace.nn.metric;

import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Named;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Settings;
import java.util.List;
import java.util.Optional;

/// How many predictions are right or wrong in one way, or what they weigh: a cell of the table of `p > threshold`
/// against targets that are not 0.
///
/// @param threshold in `[0, 1]`; Keras's default, where there is none, is 0.5
public record ConfusionCount(String name, Cell cell, Optional<Double> threshold) implements Metric {
    /// What is counted.
    public enum Cell implements Named {
        TRUE_POSITIVES("TruePositives"),
        FALSE_POSITIVES("FalsePositives"),
        TRUE_NEGATIVES("TrueNegatives"),
        FALSE_NEGATIVES("FalseNegatives");

        private final String className;

        Cell(String className) {
            this.className = className;
        }

        @Override
        public String kerasName() {
            return Sequential.snakeCase(className);
        }
    }

    public ConfusionCount {
        Metric.checkName(name);
        Threshold.check(threshold);
    }

    /// The metric of Keras's class for one cell.
    static Kind<Metric> kind(Cell cell) {
        return new Kind<>(
                cell.className,
                List.of(),
                "thresholds",
                config -> new ConfusionCount(config.text("name", cell.kerasName()), cell, Threshold.one(config)));
    }

    @Override
    public String className() {
        return cell.className;
    }

    @Override
    public ConfusionCount withName(String newName) {
        return new ConfusionCount(newName, cell, threshold);
    }

    @Override
    public boolean isPlain() {
        return threshold.isEmpty();
    }

    /// Keras's have no `top_k` and no `class_id`, unlike precision and recall.
    @Override
    public Settings settings() {
        return Settings.of("thresholds", threshold);
    }
}
