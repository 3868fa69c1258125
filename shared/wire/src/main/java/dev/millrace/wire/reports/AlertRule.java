package dev.millrace.wire.reports;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.Split;
import java.util.LinkedHashMap;
import java.util.Map;

/// A value of a metric that people want to be warned of: `{"split": "validation", "metric": "loss", "above": 1.0}`.
///
/// @param side on which side of `threshold` the value is wrong
/// @param threshold finite
public record AlertRule(Split split, String metric, Side side, double threshold) {
    private static final int MAX_METRIC_LENGTH = 100;

    public AlertRule {
        if (metric.isBlank()) {
            throw new IllegalArgumentException("'metric' is a metric's name: loss. Received: '" + metric + "'");
        }
        Checks.atMost("metric", metric.length(), MAX_METRIC_LENGTH);
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("A threshold is finite. Received: " + threshold);
        }
    }

    /// Where values are wrong.
    public enum Side {
        ABOVE("above"),
        BELOW("below");

        private final String key;

        Side(String key) {
            this.key = key;
        }
    }

    /// Whether `value` is to be warned of.
    public boolean broken(double value) {
        return switch (side) {
            case ABOVE -> value > threshold;
            case BELOW -> value < threshold;
        };
    }

    /// The rule in words: `validation loss above 1.0`.
    public String words() {
        return split.wireName() + " " + metric + " " + side.key + " " + threshold;
    }

    /// The rule's JSON.
    @JsonValue
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("split", split);
        json.put("metric", metric);
        json.put(side.key, threshold);
        return json;
    }

    /// The rule that `json` holds.
    ///
    /// @throws IllegalArgumentException saying which key is missing or of another type
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AlertRule of(JsonNode json) {
        String split = text(json, "split");
        if (json.has(Side.ABOVE.key) == json.has(Side.BELOW.key)) {
            throw new IllegalArgumentException("An alert has one of 'above' and 'below'. Received: " + json);
        }
        Side side = json.has(Side.ABOVE.key) ? Side.ABOVE : Side.BELOW;
        JsonNode threshold = json.path(side.key);
        if (!threshold.isNumber()) {
            throw new IllegalArgumentException("'" + side.key + "' is a number. Received: " + threshold);
        }
        return new AlertRule(
                Split.named(split)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'split' is training, validation or test. Received: '" + split + "'")),
                text(json, "metric"),
                side,
                threshold.doubleValue());
    }

    private static String text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("An alert has a text '" + key + "'. Received: " + json);
        }
        return value.textValue();
    }
}
