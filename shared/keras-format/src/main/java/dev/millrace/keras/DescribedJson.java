package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Described;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Kinds;
import dev.millrace.nn.Named;
import dev.millrace.nn.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whatever is [Described], as Keras writes it: `{"module": …, "class_name": "L2", "config": {"l2": 0.01}}`, its name
/// alone, or in short `{"l2": {"l2": 0.1}}` and `{"l2": 0.1}`, where the value is the first of its settings.
final class DescribedJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DescribedJson() {}

    /// @throws dev.millrace.nn.DescriptionException if it is none of `kinds`, or a setting is wrong or unknown
    static <T extends Described> T read(Kinds<T> kinds, JsonNode node) {
        boolean brief = node.isObject() && node.size() == 1 && !node.has("class_name");
        KerasObject object = brief
                ? new KerasObject(node.fieldNames().next(), node.elements().next())
                : KerasObject.read(kinds.what(), node);
        Kind<T> kind = kinds.kind(object.name());
        Keys keys = brief && !object.config().isObject() && !kind.principal().isEmpty()
                ? new Keys(
                        kinds.what() + " " + kind.className(),
                        KerasObject.empty().set(kind.principal(), object.config()))
                : object.keys(kinds.what() + " " + kind.className());
        T read = kind.read().apply(keys);
        keys.float32().ignore("name");
        keys.only("input_axes", null);
        keys.only("output_axes", null);
        keys.done();
        return read;
    }

    /// @param module Keras's, `keras.initializers`
    static ObjectNode write(String module, Described described) {
        return KerasObject.write(module, described.className(), settings(described.settings()));
    }

    /// The settings as an object.
    static ObjectNode settings(Settings settings) {
        ObjectNode node = KerasObject.empty();
        settings.forEach((key, value) -> node.set(key, value(value)));
        return node;
    }

    private static JsonNode value(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case String text -> NODES.textNode(text);
            case Named named -> NODES.textNode(named.kerasName());
            case Described described -> write(Modules.of(described), described);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(element -> array.add(value(element)));
                yield array;
            }
            case Map<?, ?> table -> {
                ObjectNode object = NODES.objectNode();
                table.forEach((key, element) -> object.set(String.valueOf(key), value(element)));
                yield object;
            }
            default -> throw new IllegalArgumentException("No setting is a " + value.getClass() + ": " + value);
        };
    }
}
