package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.List;
import java.util.Optional;

/// Multiplies the learning rate by `factor` once a score has not become better for `patience` epochs.
///
/// @param monitor the score; a change of `min_delta` or less is none
/// @param factor in `(0, 1)`
/// @param patience epochs without improvement after which the rate becomes smaller, not negative
/// @param cooldown epochs after that in which nothing is counted, not negative
/// @param minLr the rate becomes no smaller, not negative
public record ReduceLROnPlateau(Monitor monitor, double factor, int patience, int cooldown, double minLr)
        implements CallbackSpec {
    private static final double DEFAULT_FACTOR = 0.1;
    private static final int DEFAULT_PATIENCE = 10;
    private static final double DEFAULT_MIN_DELTA = 1e-4;

    static final Kind<CallbackSpec> KIND =
            new Kind<>("ReduceLROnPlateau", List.of("reduce_lr_on_plateau"), "patience", ReduceLROnPlateau::read);

    public ReduceLROnPlateau {
        if (!(factor > 0 && factor < 1)) {
            throw new DescriptionException(
                    "ReduceLROnPlateau: factor is more than 0 and less than 1. Received: factor=" + factor);
        }
        Checks.notNegative("ReduceLROnPlateau", "patience", patience);
        Checks.notNegative("ReduceLROnPlateau", "cooldown", cooldown);
        if (!(minLr >= 0 && Double.isFinite(minLr))) {
            throw new DescriptionException(
                    "ReduceLROnPlateau: min_lr is a number and not negative. Received: min_lr=" + minLr);
        }
    }

    /// Keras's defaults, with another patience: watches `val_loss`, a tenth of the rate each time.
    public static ReduceLROnPlateau of(int patience) {
        return new ReduceLROnPlateau(
                new Monitor(Monitor.DEFAULT, Mode.AUTO, DEFAULT_MIN_DELTA), DEFAULT_FACTOR, patience, 0, 0);
    }

    private static ReduceLROnPlateau read(Config config) {
        config.ignore("verbose");
        return new ReduceLROnPlateau(
                Monitor.read(config, DEFAULT_MIN_DELTA),
                config.number("factor", DEFAULT_FACTOR),
                config.has("patience") ? config.whole("patience") : DEFAULT_PATIENCE,
                config.has("cooldown") ? config.whole("cooldown") : 0,
                config.number("min_lr", 0));
    }

    /// The same, watching another score.
    public ReduceLROnPlateau withMonitor(Monitor newMonitor) {
        return new ReduceLROnPlateau(newMonitor, factor, patience, cooldown, minLr);
    }

    @Override
    public Optional<String> monitored() {
        return Optional.of(monitor.name());
    }

    @Override
    public Settings settings() {
        return Settings.of("monitor", monitor.name())
                .and("factor", factor)
                .and("patience", patience)
                .and("mode", monitor.mode())
                .and("min_delta", monitor.minDelta())
                .and("cooldown", cooldown)
                .and("min_lr", minLr);
    }
}
