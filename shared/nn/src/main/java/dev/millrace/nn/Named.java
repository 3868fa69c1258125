package dev.millrace.nn;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

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

    /// The error for a name that is not among those known: it lists them all, and suggests one where `name` is a
    /// misspelling of it. A name that Keras has and Millrace does not is said to be not supported.
    static DescriptionException unknown(String kind, String name, Collection<String> known) {
        String all = String.join(", ", known.stream().sorted().toList()) + ".";
        if (KerasNames.has(kind, name)) {
            return new DescriptionException(
                    "Keras's " + kind + " '" + name + "' is not supported yet. Supported: " + all);
        }
        String meant = known.stream()
                .filter(k -> Misspelling.is(name, k))
                .min(Comparator.comparingInt(k -> Misspelling.distance(name, k)))
                .map(k -> " Did you mean '" + k + "'?")
                .orElse("");
        return new DescriptionException("Unknown " + kind + ": '" + name + "'." + meant + " Known: " + all);
    }
}
