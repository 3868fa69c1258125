package dev.millrace.nn;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// Something Keras knows by a name.
public interface Named {
    /// The name in Keras: `relu`, `GlorotUniform`, `accuracy`.
    String kerasName();

    /// The constant of `type` that Keras calls `name`.
    ///
    /// @param kind what the name is of, for the message: `activation`
    /// @throws DescriptionException if there is none; the message names the nearest right one
    static <E extends Enum<E> & Named> E parse(Class<E> type, String kind, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.kerasName().equals(name)) {
                return constant;
            }
        }
        throw unknown(
                kind,
                name,
                Arrays.stream(type.getEnumConstants()).map(Named::kerasName).toList());
    }

    /// The error for a name that is not among those known: it names the nearest right one and lists them all.
    static DescriptionException unknown(String kind, String name, Collection<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(k -> distance(name, k)))
                .orElse("");
        boolean close = distance(name, nearest) <= Math.max(2, nearest.length() / 2);
        return new DescriptionException("Unknown " + kind + ": '" + name + "'."
                + (close ? " Did you mean '" + nearest + "'?" : "")
                + " Known: " + String.join(", ", known.stream().sorted().toList()) + ".");
    }

    /// Levenshtein's distance between two names, case aside.
    private static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[] previous = new int[right.length() + 1];
        Arrays.setAll(previous, j -> j);
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[right.length()];
    }
}
