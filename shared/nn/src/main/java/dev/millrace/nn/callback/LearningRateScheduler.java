package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Sets the learning rate at each epoch's beginning: by a table, which says from which epoch on which rate is trained
/// with, or by a factor, with which the rate is multiplied at each epoch but the first. (Keras has a function there:
/// one of one's own is possible in the library, not in a description.)
///
/// @param schedule learning rates by the epochs, counted from 0, from which on they count; before the first of them the
/// rate stays; empty where there is a factor
/// @param factor positive; empty where there is a table
public record LearningRateScheduler(SortedMap<Integer, Double> schedule, Optional<Double> factor)
        implements CallbackSpec {
    static final Kind<CallbackSpec> KIND =
            Kind.of(LearningRateScheduler.class, "schedule", LearningRateScheduler::read);

    public LearningRateScheduler {
        schedule = Collections.unmodifiableSortedMap(new TreeMap<>(schedule));
        if (schedule.isEmpty() == factor.isEmpty()) {
            throw new DescriptionException("LearningRateScheduler has a 'schedule', like {0: 0.1, 10: 0.01}, or a"
                    + " 'factor', like 0.95. Received: " + (factor.isEmpty() ? "neither" : "both"));
        }
        schedule.forEach((epoch, rate) -> {
            Checks.notNegative("LearningRateScheduler", "an epoch", epoch);
            positive("a learning rate", rate);
        });
        factor.ifPresent(value -> positive("factor", value));
    }

    private static void positive(String what, double value) {
        if (!(value > 0 && Float.isFinite((float) value))) {
            throw new DescriptionException(
                    "LearningRateScheduler: " + what + " is positive and finite. Received: " + value);
        }
    }

    /// A rate for each of these epochs and those after it.
    public static LearningRateScheduler of(Map<Integer, Double> schedule) {
        return new LearningRateScheduler(new TreeMap<>(schedule), Optional.empty());
    }

    /// The rate of the epoch before, times `factor`.
    public static LearningRateScheduler of(double factor) {
        return new LearningRateScheduler(new TreeMap<>(), Optional.of(factor));
    }

    private static LearningRateScheduler read(Config config) {
        config.ignore("verbose");
        return new LearningRateScheduler(new TreeMap<>(config.table("schedule")), config.number("factor"));
    }

    /// The learning rate of an epoch.
    ///
    /// @param epoch counted from 0
    /// @param rate that of the epoch before, or the optimizer's own
    public double rate(int epoch, double rate) {
        if (factor.isPresent()) {
            return epoch == 0 ? rate : rate * factor.get();
        }
        SortedMap<Integer, Double> begun = schedule.headMap(epoch + 1);
        return begun.isEmpty() ? rate : begun.lastEntry().getValue();
    }

    @Override
    public Settings settings() {
        return factor.isPresent() ? Settings.of("factor", factor) : Settings.of("schedule", schedule);
    }
}
