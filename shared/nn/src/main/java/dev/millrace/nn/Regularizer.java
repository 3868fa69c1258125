package dev.millrace.nn;

import java.util.List;

/// What a weight, or what comes out of a layer, adds to the loss for being large: `l1 * sum(|w|) + l2 * sum(w^2)`. Of a
/// mini-batch as of an epoch, in training as in validation.
///
/// @param l1 not negative
/// @param l2 not negative; there is no factor of one half
public record Regularizer(double l1, double l2) implements Described {
    /// Keras's default for `L1` and `L2`.
    private static final double DEFAULT = 0.01;

    /// All regularizers.
    public static final Kinds<Regularizer> KINDS = new Kinds<>(
            "regularizer",
            List.of(
                    new Kind<>("L1", List.of("l1"), "l1", config -> new Regularizer(config.number("l1", DEFAULT), 0)),
                    new Kind<>("L2", List.of("l2"), "l2", config -> new Regularizer(0, config.number("l2", DEFAULT))),
                    new Kind<>(
                            "L1L2",
                            List.of("l1_l2"),
                            "l1",
                            config -> new Regularizer(config.number("l1", 0), config.number("l2", 0)))));

    public Regularizer {
        check("l1", l1);
        check("l2", l2);
    }

    /// `factor * sum(|w|)`.
    public static Regularizer l1(double factor) {
        return new Regularizer(factor, 0);
    }

    /// `factor * sum(w^2)`.
    public static Regularizer l2(double factor) {
        return new Regularizer(0, factor);
    }

    /// A share of what this adds to the loss.
    public Regularizer dividedBy(int parts) {
        return new Regularizer(l1 / parts, l2 / parts);
    }

    private static void check(String name, double value) {
        if (!(value >= 0 && Float.isFinite((float) value))) {
            throw new DescriptionException(
                    "Regularizer: " + name + " is a number and not negative. Received: " + name + "=" + value);
        }
    }

    @Override
    public String className() {
        return l2 == 0 ? "L1" : l1 == 0 ? "L2" : "L1L2";
    }

    @Override
    public Settings settings() {
        if (l2 == 0) {
            return Settings.of("l1", l1);
        }
        return l1 == 0 ? Settings.of("l2", l2) : Settings.of("l1", l1).and("l2", l2);
    }
}
