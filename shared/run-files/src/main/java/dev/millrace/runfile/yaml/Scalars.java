package dev.millrace.runfile.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/// YAML's plain values as JSON's: texts, whole numbers of any size, doubles, true and false, null. Timestamps stay
/// texts.
final class Scalars {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.TIMESTAMP, Tag.MERGE, new Tag(Tag.PREFIX + "value"));
    private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int MOST_DIGITS = 1000;

    private Scalars() {}

    static JsonNode value(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (TEXTS.contains(tag)) {
            return JSON.textNode(text);
        }
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            String word = text.toLowerCase(Locale.ROOT);
            if (!TRUE.contains(word) && !FALSE.contains(word)) {
                throw YamlException.at(node, "'" + shown(text) + "' is neither true nor false.");
            }
            return JSON.booleanNode(TRUE.contains(word));
        }
        boolean whole = tag.equals(Tag.INT);
        if (whole && text.contains(":")) {
            return JSON.textNode(text); // YAML 1.1's numbers to the base of 60, which nobody means
        }
        if (!whole && !tag.equals(Tag.FLOAT)) {
            throw unknown(node);
        }
        String digits = text.replace("_", "");
        try {
            if (digits.length() <= MOST_DIGITS) {
                return whole ? whole(digits) : real(digits);
            }
        } catch (NumberFormatException e) {
            // Falls through: the tag, or the look of it, promised a number.
        }
        throw YamlException.at(node, "'" + shown(text) + "' is no number that can be used. Quote it if it is a text.");
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    /// Decimal, or with the prefixes `0b`, `0x`, `0o` and `0`, which is octal in YAML 1.1.
    private static JsonNode whole(String digits) {
        boolean negative = digits.startsWith("-");
        String rest = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        int radix = 10;
        if (rest.length() > 1 && rest.charAt(0) == '0') {
            radix = switch (rest.charAt(1)) {
                case 'b', 'B' -> 2;
                case 'x', 'X' -> 16;
                default -> 8;
            };
            rest = rest.substring(radix == 8 && rest.charAt(1) != 'o' ? 1 : 2);
        }
        BigInteger magnitude = new BigInteger(rest, radix);
        BigInteger value = negative ? magnitude.negate() : magnitude;
        if (value.compareTo(LEAST_LONG) < 0 || value.compareTo(MOST_LONG) > 0) {
            return JSON.numberNode(value);
        }
        long number = value.longValueExact();
        return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
    }

    private static JsonNode real(String digits) {
        double value = Double.parseDouble(digits);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException("JSON has no such number");
        }
        return JSON.numberNode(value);
    }

    static YamlException unknown(Node node) {
        return YamlException.at(
                node, "the tag '" + shown(node.getTag().getValue()) + "' is not read here. Leave it out.");
    }
}
