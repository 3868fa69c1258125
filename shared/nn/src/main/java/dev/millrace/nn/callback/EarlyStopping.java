package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Ends training once a score has not become better for `patience` epochs.
///
/// @param monitor the score; a change of `min_delta` or less is none
/// @param patience epochs without improvement after which training ends, not negative
/// @param baseline the score has to be better than this, too, for waiting to begin anew
/// @param restoreBestWeights whether training ends with the weights of the best epoch, else with the last ones
/// @param startFromEpoch epochs that are passed over at the beginning, not negative
public record EarlyStopping(
        Monitor monitor, int patience, Optional<Double> baseline, boolean restoreBestWeights, int startFromEpoch)
        implements CallbackSpec {
    static final Kind<CallbackSpec> KIND = Kind.of(EarlyStopping.class, "patience", EarlyStopping::read);

    public EarlyStopping {
        Checks.notNegative("EarlyStopping", "patience", patience);
        Checks.notNegative("EarlyStopping", "start_from_epoch", startFromEpoch);
        if (!Double.isFinite(baseline.orElse(0.0))) {
            throw new DescriptionException(
                    "EarlyStopping: baseline is a finite number. Received: baseline=" + baseline.get());
        }
    }

    /// Keras's defaults, with another patience: watches `val_loss`.
    public static EarlyStopping of(int patience) {
        return new EarlyStopping(Monitor.of(Monitor.DEFAULT), patience, Optional.empty(), false, 0);
    }

    private static EarlyStopping read(Config config) {
        config.ignore("verbose");
        return new EarlyStopping(
                Monitor.read(config, 0),
                config.has("patience") ? config.whole("patience") : 0,
                config.number("baseline"),
                config.flag("restore_best_weights", false),
                config.has("start_from_epoch") ? config.whole("start_from_epoch") : 0);
    }

    /// The same, watching another score.
    public EarlyStopping withMonitor(Monitor newMonitor) {
        return new EarlyStopping(newMonitor, patience, baseline, restoreBestWeights, startFromEpoch);
    }

    /// The same, which ends with the weights of the best epoch.
    public EarlyStopping withRestoredWeights() {
        return new EarlyStopping(monitor, patience, baseline, true, startFromEpoch);
    }

    @Override
    public Optional<String> monitored() {
        return Optional.of(monitor.name());
    }

    @Override
    public Settings settings() {
        return Settings.of("monitor", monitor.name())
                .and("min_delta", monitor.minDelta())
                .and("patience", patience)
                .and("mode", monitor.mode())
                .and("baseline", baseline)
                .and("restore_best_weights", restoreBestWeights)
                .and("start_from_epoch", startFromEpoch);
    }
}
