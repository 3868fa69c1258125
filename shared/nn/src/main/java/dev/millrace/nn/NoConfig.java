package dev.millrace.nn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// No settings at all: everything is at its default.
final class NoConfig implements Config {
    @Override
    public boolean has(String key) {
        return false;
    }

    @Override
    public Map<Integer, Double> table(String key) {
        return Map.of();
    }

    @Override
    public boolean isObject(String key) {
        return false;
    }

    @Override
    public String text(String key, String fallback) {
        return fallback;
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return fallback;
    }

    @Override
    public double number(String key, double fallback) {
        return fallback;
    }

    @Override
    public Optional<Double> number(String key) {
        return Optional.empty();
    }

    @Override
    public int whole(String key) {
        throw missing(key, "10");
    }

    @Override
    public OptionalInt optionalWhole(String key) {
        return OptionalInt.empty();
    }

    @Override
    public List<Double> numbers(String key, List<Double> fallback) {
        return fallback;
    }

    @Override
    public List<Integer> wholes(String key, int count, List<Integer> fallback) {
        return fallback;
    }

    @Override
    public List<Integer> wholes(String key) {
        throw missing(key, "[10]");
    }

    @Override
    public <T extends Described> T object(String key, Kinds<T> kinds, T fallback) {
        return fallback;
    }

    @Override
    public <T extends Described> Optional<T> object(String key, Kinds<T> kinds) {
        return Optional.empty();
    }

    @Override
    public Activation activation(String key, Activation fallback) {
        return fallback;
    }

    @Override
    public void only(String key, @Nullable Object value) {}

    @Override
    public void ignore(String... keys) {}

    @Override
    public DescriptionException missing(String key, String example) {
        return new DescriptionException("'" + key + "' is missing, like " + example + ".");
    }
}
