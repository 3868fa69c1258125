package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Which examples a mini-batch or a metric is of.
public enum Split {
    TRAINING,
    VALIDATION,
    TEST;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /// The name on the wire: `training`.
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /// The split that has this name on the wire, if one has.
    public static Optional<Split> named(String wireName) {
        return Arrays.stream(values())
                .filter(split -> split.wireName.equals(wireName))
                .findFirst();
    }
}
