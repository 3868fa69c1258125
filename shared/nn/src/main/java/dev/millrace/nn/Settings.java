package dev.millrace.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The settings of something described, as they are written: values by Keras's names, in order.
///
/// A value is a text, a number, a truth value, something [Named] or [Described], a list of values, a map of
/// numbers to values, or `null` for
/// Python's `None`.
public final class Settings {
    private static final Settings NONE = new Settings(Map.of());

    private final Map<String, @Nullable Object> values;

    private Settings(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /// No settings.
    public static Settings none() {
        return NONE;
    }

    /// One setting; an empty optional is `null`.
    public static Settings of(String key, @Nullable Object value) {
        return NONE.and(key, value);
    }

    /// These, and then another one.
    public Settings and(String key, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(key, plain(value));
        return new Settings(more);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        return value;
    }

    /// These, and then others.
    public Settings and(Settings others) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.putAll(others.values);
        return new Settings(more);
    }

    /// Each setting in order.
    public void forEach(BiConsumer<String, @Nullable Object> action) {
        values.forEach(action);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
