package dev.millrace.wire.reports;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// How a device is that a service computes on.
///
/// @param name `NVIDIA H200`
/// @param memoryBytes of its own
/// @param memoryUsedBytes of those, by whichever process
/// @param utilisation share of the time in which it computes, in [0, 1]; null, and left out, where that is not known
public record DeviceStatus(
        String name,
        long memoryBytes,
        long memoryUsedBytes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double utilisation) {
    private static final int MAX_NAME_LENGTH = 256;

    public DeviceStatus {
        Checks.atMost("name", name.length(), MAX_NAME_LENGTH);
        Checks.notNegative("memory_bytes", memoryBytes);
        Checks.notNegative("memory_used_bytes", memoryUsedBytes);
        if (utilisation != null) {
            ClassScore.checkShare("utilisation", utilisation);
        }
    }

    /// The status that `json` holds.
    ///
    /// @throws IllegalArgumentException saying which key is missing or of another type
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static DeviceStatus of(JsonNode json) {
        if (!json.path("name").isTextual()) {
            throw new IllegalArgumentException("A device has a text 'name'. Received: " + json);
        }
        JsonNode utilisation = json.path("utilisation");
        if (!utilisation.isNumber() && !utilisation.isMissingNode()) {
            throw new IllegalArgumentException("'utilisation' is a number. Received: " + utilisation);
        }
        return new DeviceStatus(
                json.path("name").textValue(),
                bytes(json, "memory_bytes"),
                bytes(json, "memory_used_bytes"),
                utilisation.isNumber() ? utilisation.doubleValue() : null);
    }

    private static long bytes(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("A device has a whole number '" + key + "'. Received: " + json);
        }
        return value.longValue();
    }
}
