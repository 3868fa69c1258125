package dev.millrace.nn.loss;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import java.util.List;
import java.util.function.Function;

/// What the kinds of losses have in common.
final class Kinship {
    private Kinship() {}

    /// A loss without settings.
    static Kind<Loss> plain(Loss loss, String... aliases) {
        return of(loss.getClass(), "", config -> loss, aliases);
    }

    static Kind<Loss> of(
            Class<? extends Loss> type, String principal, Function<Config, ? extends Loss> read, String... aliases) {
        return new Kind<>(type.getSimpleName(), List.of(aliases), principal, config -> {
            reduced(config);
            return read.apply(config);
        });
    }

    /// `mean` is Keras 3's other name of its default, `auto` was Keras 2's default; `fn` is in what Keras 2 wrote.
    private static void reduced(Config config) {
        if (!List.of("mean", "auto").contains(config.text("reduction", ""))) {
            config.only("reduction", "sum_over_batch_size");
        }
        config.ignore("fn");
    }

    static void checkSmoothing(double labelSmoothing) {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new DescriptionException(
                    "label_smoothing is between 0 and 1. Received: label_smoothing=" + labelSmoothing);
        }
    }

    static void checkNotNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new DescriptionException(name + " is a number and not negative. Received: " + name + "=" + value);
        }
    }
}
