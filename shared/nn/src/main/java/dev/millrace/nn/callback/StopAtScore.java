package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Ends training after the epoch whose score is good enough: `{"stop_at_score": 0.99, "monitor": "val_accuracy"}`.
/// Keras has no class for it; its guides write it as a callback of one's own.
///
/// @param value the score that is enough
/// @param monitor the score; `min_delta` has no meaning here
public record StopAtScore(double value, Monitor monitor) implements CallbackSpec {
    static final Kind<CallbackSpec> KIND = Kind.of(StopAtScore.class, "value", StopAtScore::read);

    public StopAtScore {
        if (!Double.isFinite(value)) {
            throw new DescriptionException("StopAtScore: value is a finite number. Received: value=" + value);
        }
    }

    private static StopAtScore read(Config config) {
        config.require("value", "0.99");
        return new StopAtScore(config.number("value", 0), Monitor.read(config, 0));
    }

    @Override
    public Optional<String> monitored() {
        return Optional.of(monitor.name());
    }

    @Override
    public Settings settings() {
        return Settings.of("value", value).and("monitor", monitor.name()).and("mode", monitor.mode());
    }
}
