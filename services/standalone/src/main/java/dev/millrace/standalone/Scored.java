package dev.millrace.standalone;

import java.util.Locale;
import java.util.Map;

/// The closing lines of the field's textbook.
final class Scored {
    private Scored() {}

    /// `Total loss on Testing Set:` and `Accuracy of Testing Set:`, or every metric there is.
    static String lines(Map<String, Double> scores) {
        var lines = new StringBuilder();
        scores.forEach((name, value) -> {
            String title = switch (name) {
                case "loss" -> "Total loss on Testing Set:";
                case "accuracy" -> "Accuracy of Testing Set:";
                default -> name + " on Testing Set:";
            };
            lines.append(String.format(Locale.ROOT, "%s %.4f%n", title, value));
        });
        return lines.toString();
    }
}
