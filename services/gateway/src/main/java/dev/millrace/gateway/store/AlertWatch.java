package dev.millrace.gateway.store;

import dev.millrace.gateway.series.Series;
import dev.millrace.wire.reports.AlertRule;
import java.time.Instant;
import java.util.Optional;

/// Holds one rule against a curve as it grows: whether the last value breaks it, and since which step without a pause.
/// For one thread at a time.
final class AlertWatch {
    private final AlertRule rule;
    private int checked;
    private int generation = -1;
    private int brokenSince = -1;
    private int last = -1;

    AlertWatch(AlertRule rule) {
        this.rule = rule;
    }

    AlertRule rule() {
        return rule;
    }

    void update(Series series) {
        if (generation != series.generation()) {
            generation = series.generation();
            checked = 0;
            brokenSince = -1;
            last = -1;
        }
        for (; checked < series.size(); checked++) {
            double value = series.value(rule.metric(), checked);
            if (Double.isNaN(value)) {
                continue;
            }
            last = checked;
            if (!rule.broken(value)) {
                brokenSince = -1;
            } else if (brokenSince < 0) {
                brokenSince = checked;
            }
        }
    }

    boolean broken() {
        return brokenSince >= 0;
    }

    Optional<RunDetail.Alert> alert(Series series) {
        return brokenSince < 0
                ? Optional.empty()
                : Optional.of(new RunDetail.Alert(
                        rule.words(),
                        series.step(brokenSince),
                        Instant.ofEpochMilli(series.time(brokenSince)),
                        series.value(rule.metric(), last)));
    }
}
