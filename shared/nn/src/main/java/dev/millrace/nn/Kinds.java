package dev.millrace.nn;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All kinds of one thing that Millrace has: the one place where a kind is registered.
///
/// @param what they are, for messages: `layer`
/// @param kinds each with a class of its own
/// @param anyCase whether Keras knows them by their classes in any case, and not in snake case: so it has optimizers
public record Kinds<T extends Described>(String what, List<Kind<T>> kinds, boolean anyCase) {
    public Kinds {
        kinds = List.copyOf(kinds);
    }

    /// Kinds that Keras knows by their classes as they are written.
    public Kinds(String what, List<Kind<T>> kinds) {
        this(what, kinds, false);
    }

    /// The kind that Keras calls `name`.
    ///
    /// @throws DescriptionException if there is none; the message names the nearest right one
    public Kind<T> kind(String name) {
        return find(name).orElseThrow(() -> Named.unknown(what, name, names(name)));
    }

    /// All names, written as `like` is: `mean_squared_error`, or `MeanSquaredError`.
    private List<String> names(String like) {
        boolean snake = !like.isEmpty() && Character.isLowerCase(like.charAt(0));
        if (snake && anyCase) {
            return kinds.stream()
                    .map(kind -> kind.className().toLowerCase(Locale.ROOT))
                    .toList();
        }
        return kinds.stream().map(snake ? Kind::snakeName : Kind::className).toList();
    }

    /// The kind that Keras calls `name`, if there is one.
    public Optional<Kind<T>> find(String name) {
        return kinds.stream()
                .filter(kind ->
                        kind.isNamed(name) || (anyCase && kind.className().equalsIgnoreCase(name)))
                .findFirst();
    }
}
