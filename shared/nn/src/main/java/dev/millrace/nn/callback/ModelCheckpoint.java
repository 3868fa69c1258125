package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.Optional;

/// Keeps the model of the epoch whose score is the best so far: Keras's `ModelCheckpoint` with `save_best_only`.
/// Through the pipeline that epoch's checkpoint is kept; in the library one says where to the model goes.
///
/// @param monitor the score
/// @param initialValueThreshold the score has to be better than this to be kept
public record ModelCheckpoint(Monitor monitor, Optional<Double> initialValueThreshold) implements CallbackSpec {
    static final Kind<CallbackSpec> KIND = Kind.of(ModelCheckpoint.class, "monitor", ModelCheckpoint::read);

    public ModelCheckpoint {
        if (!Double.isFinite(initialValueThreshold.orElse(0.0))) {
            throw new DescriptionException("ModelCheckpoint: initial_value_threshold is a finite number. Received: "
                    + initialValueThreshold.get());
        }
    }

    /// Keeps the model of the best value of `monitor`.
    public static ModelCheckpoint of(String monitor) {
        return new ModelCheckpoint(Monitor.of(monitor), Optional.empty());
    }

    private static ModelCheckpoint read(Config config) {
        config.ignore("verbose");
        config.only("save_freq", "epoch");
        config.only("save_weights_only", false);
        // Keras's default is to keep every one; a run's checkpoints are made in any case, and the best is to be kept.
        config.only("save_best_only", true);
        return new ModelCheckpoint(Monitor.read(config, 0), config.number("initial_value_threshold"));
    }

    @Override
    public Optional<String> monitored() {
        return Optional.of(monitor.name());
    }

    @Override
    public Settings settings() {
        return Settings.of("monitor", monitor.name())
                .and("save_best_only", true)
                .and("mode", monitor.mode())
                .and("initial_value_threshold", initialValueThreshold);
    }
}
