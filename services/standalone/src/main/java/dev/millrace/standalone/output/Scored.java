package dev.millrace.standalone.output;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The closing lines of the field's textbook.
public final class Scored {
    private static final String LOSS = "loss";

    private Scored() {}

    /// `Total loss on Testing Set:` first, then `Accuracy of Testing Set:` and whatever other metrics there are.
    public static String lines(Map<String, Double> scores) {
        var lines = new StringBuilder();
        Optional.ofNullable(scores.get(LOSS)).ifPresent(value -> lines.append(line("Total loss on", value)));
        scores.forEach((name, value) -> {
            if (!name.equals(LOSS)) {
                lines.append(line(name.equals("accuracy") ? "Accuracy of" : name + " on", value));
            }
        });
        return lines.toString();
    }

    /// Refuses scores that are none: what a model puts out that is not finite.
    ///
    /// @param model for the message
    /// @throws UserException if one is not finite
    public static void checkFinite(String model, Map<String, Double> scores) {
        scores.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new UserException(model + " has no " + name + " on this dataset. Received: " + value
                        + ". Expected: a finite number.");
            }
        });
    }

    private static String line(String what, double value) {
        return String.format(Locale.ROOT, "%s Testing Set: %.4f%n", Printable.text(what), value);
    }
}
