package dev.millrace.nn;

import java.util.List;

/// What a weight is kept to: after each step, behind the update and the moving average of the weights, it becomes the
/// nearest that is allowed. As in Keras, the constraint of a frozen weight does nothing.
///
/// Norms are Euclidean, along some axes: `w * desired / (|w| + 1e-7)`.
public sealed interface Constraint extends Described {
    /// All constraints.
    Kinds<Constraint> KINDS = new Kinds<>(
            "constraint",
            List.of(
                    Kind.of(NonNeg.class, "", config -> new NonNeg()),
                    Kind.of(
                            MaxNorm.class,
                            "max_value",
                            config -> new MaxNorm(config.number("max_value", 2), NormAxes.read(config))),
                    Kind.of(UnitNorm.class, "axis", config -> new UnitNorm(NormAxes.read(config))),
                    Kind.of(
                            MinMaxNorm.class,
                            "min_value",
                            config -> new MinMaxNorm(
                                    config.number("min_value", 0),
                                    config.number("max_value", 1),
                                    config.number("rate", 1),
                                    NormAxes.read(config)))));

    /// Refuses a weight that cannot be kept to this.
    ///
    /// @throws DescriptionException if it has no such axes
    void check(String weight, Shape shape);

    /// No value below 0.
    record NonNeg() implements Constraint {
        @Override
        public void check(String weight, Shape shape) {}

        @Override
        public Settings settings() {
            return Settings.none();
        }
    }

    /// Norms of at most `maxValue`.
    record MaxNorm(double maxValue, NormAxes axes) implements Constraint {
        public MaxNorm {
            notNegative("MaxNorm", "max_value", maxValue);
        }

        @Override
        public void check(String weight, Shape shape) {
            axes.check(weight, shape);
        }

        @Override
        public Settings settings() {
            return Settings.of("max_value", maxValue).and("axis", axes.setting());
        }
    }

    /// Norms of 1.
    record UnitNorm(NormAxes axes) implements Constraint {
        @Override
        public void check(String weight, Shape shape) {
            axes.check(weight, shape);
        }

        @Override
        public Settings settings() {
            return Settings.of("axis", axes.setting());
        }
    }

    /// Norms between `minValue` and `maxValue`, to which they go in steps: `rate * clip(|w|) + (1 - rate) * |w|`.
    record MinMaxNorm(double minValue, double maxValue, double rate, NormAxes axes) implements Constraint {
        public MinMaxNorm {
            notNegative("MinMaxNorm", "min_value", minValue);
            notNegative("MinMaxNorm", "max_value", maxValue);
            notNegative("MinMaxNorm", "rate", rate);
            if (minValue > maxValue) {
                throw new DescriptionException("MinMaxNorm: min_value is at most max_value. Received: min_value="
                        + minValue + ", max_value=" + maxValue);
            }
        }

        @Override
        public void check(String weight, Shape shape) {
            axes.check(weight, shape);
        }

        @Override
        public Settings settings() {
            return Settings.of("min_value", minValue)
                    .and("max_value", maxValue)
                    .and("rate", rate)
                    .and("axis", axes.setting());
        }
    }

    private static void notNegative(String constraint, String name, double value) {
        if (!(value >= 0 && Float.isFinite((float) value))) {
            throw new DescriptionException(
                    constraint + ": " + name + " is a number and not negative. Received: " + name + "=" + value);
        }
    }
}
