package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shown;
import java.util.function.Predicate;

/// Single values of a run file, each of the kind that is wanted.
///
/// Each method throws [DescriptionException] where the value at `key` is of another kind, and gives `fallback` where
/// there is none.
final class Values {
    private static final String WHOLE = "a whole number";

    private Values() {}

    static String text(ObjectNode node, String key, String fallback) {
        return value(node, key, "a text", JsonNode::isTextual).asText(fallback);
    }

    static int whole(ObjectNode node, String key, int fallback) {
        return value(node, key, WHOLE, v -> v.canConvertToExactIntegral() && v.canConvertToInt())
                .asInt(fallback);
    }

    static long wholeLong(ObjectNode node, String key, long fallback) {
        return value(node, key, WHOLE, v -> v.canConvertToExactIntegral() && v.canConvertToLong())
                .asLong(fallback);
    }

    static boolean flag(ObjectNode node, String key, boolean fallback) {
        return value(node, key, "true or false", JsonNode::isBoolean).asBoolean(fallback);
    }

    static double number(ObjectNode node, String key, double fallback) {
        return value(node, key, "a number", JsonNode::isNumber).asDouble(fallback);
    }

    private static JsonNode value(ObjectNode node, String key, String kind, Predicate<JsonNode> fits) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !fits.test(value)) {
            throw new DescriptionException("'" + key + "' is " + kind + ". Received: " + Shown.of(value));
        }
        return value;
    }
}
