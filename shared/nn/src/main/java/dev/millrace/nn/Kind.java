package dev.millrace.nn;

import java.util.List;
import java.util.function.Function;

/// One kind of something described: what Keras calls it, and how it is read.
///
/// @param className Keras's class: `Conv2D`
/// @param aliases other names that Keras has for it; its class in snake case is known without being one
/// @param principal the setting that the short form of run files begins with, `filters` in `{"conv2d": 32}`; empty
/// where there is none
/// @param read makes one of its settings
public record Kind<T>(String className, List<String> aliases, String principal, Function<Config, ? extends T> read) {
    public Kind {
        aliases = List.copyOf(aliases);
    }

    /// A kind that Keras knows by its class alone.
    public static <T> Kind<T> of(Class<? extends T> type, String principal, Function<Config, ? extends T> read) {
        return new Kind<>(type.getSimpleName(), List.of(), principal, read);
    }

    /// The same kind under further names.
    public Kind<T> alias(String... names) {
        return new Kind<>(className, List.of(names), principal, read);
    }

    /// Its name in run files: `max_pooling2d`.
    public String snakeName() {
        return Sequential.snakeCase(className);
    }

    /// Whether Keras knows it by `name`.
    boolean isNamed(String name) {
        return className.equals(name) || snakeName().equals(name) || aliases.contains(name);
    }
}
