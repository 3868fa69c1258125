package dev.millrace.gateway.series;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a curve is drawn over.
public enum Axis {
    /// Gradient updates made.
    STEP,
    /// Passes over the training examples, with a fraction.
    EPOCH,
    /// Seconds since 1970.
    TIME,
    /// Seconds since the run began.
    RELATIVE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /// The name in JSON and in addresses: `step`.
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /// The axis of this name, if there is one.
    public static Optional<Axis> named(String name) {
        return Arrays.stream(values())
                .filter(axis -> axis.wireName.equals(name))
                .findFirst();
    }
}
