package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Which examples a mini-batch or a metric is of.
public enum Split {
    @JsonProperty("training")
    TRAINING,
    @JsonProperty("validation")
    VALIDATION,
    @JsonProperty("test")
    TEST;

    /// The name on the wire: `training`.
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
