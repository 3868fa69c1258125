package dev.millrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Described;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Settings as Keras writes them, for golden files: what is there is right.
record JsonConfig(JsonNode node) implements Config {
    /// Nothing but defaults.
    static final Config EMPTY = new JsonConfig(new ObjectMapper().createObjectNode());

    /// Something of `kinds` of one of Keras's objects.
    static <T extends Described> T read(Kinds<T> kinds, JsonNode object) {
        return kinds.kind(object.get("class_name").asText()).read().apply(new JsonConfig(object.get("config")));
    }

    @Override
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    @Override
    public Map<Integer, Double> table(String key) {
        return Map.of();
    }

    @Override
    public boolean isObject(String key) {
        return node.path(key).isObject();
    }

    @Override
    public String text(String key, String fallback) {
        return has(key) ? node.get(key).asText() : fallback;
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return has(key) ? node.get(key).asBoolean() : fallback;
    }

    @Override
    public double number(String key, double fallback) {
        return has(key) ? node.get(key).asDouble() : fallback;
    }

    @Override
    public Optional<Double> number(String key) {
        return has(key) ? Optional.of(node.get(key).asDouble()) : Optional.empty();
    }

    @Override
    public int whole(String key) {
        return node.get(key).asInt();
    }

    @Override
    public OptionalInt optionalWhole(String key) {
        return has(key) ? OptionalInt.of(whole(key)) : OptionalInt.empty();
    }

    @Override
    public List<Double> numbers(String key, List<Double> fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        return value.isArray() ? value.valueStream().map(JsonNode::asDouble).toList() : List.of(value.asDouble());
    }

    @Override
    public List<Integer> wholes(String key, int count, List<Integer> fallback) {
        return has(key) ? wholes(key) : fallback;
    }

    @Override
    public List<Integer> wholes(String key) {
        return numbers(key, List.of()).stream().map(Double::intValue).toList();
    }

    @Override
    public <T extends Described> T object(String key, Kinds<T> kinds, T fallback) {
        return object(key, kinds).orElse(fallback);
    }

    @Override
    public <T extends Described> Optional<T> object(String key, Kinds<T> kinds) {
        return has(key) ? Optional.of(read(kinds, node.get(key))) : Optional.empty();
    }

    @Override
    public Activation activation(String key, Activation fallback) {
        return has(key) ? Activation.of(text(key, "")) : fallback;
    }

    @Override
    public void only(String key, @Nullable Object value) {}

    @Override
    public void ignore(String... keys) {}

    @Override
    public DescriptionException missing(String key, String example) {
        return new DescriptionException("missing: " + key);
    }
}
