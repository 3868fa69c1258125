package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;

/// Shapes as people write them, `[784]`, and as Keras does, with the batch axis first: `[null, 784]`.
final class ShapeJson {
    private ShapeJson() {}

    /// The shape `[784]`, from element `from` on.
    ///
    /// @param key for messages
    /// @throws DescriptionException if an axis has no positive size
    static Shape read(String key, JsonNode node, int from) {
        String example = from == 0 ? "[784]" : "[null, 784]";
        if (!node.isArray() || node.size() < from) {
            throw new DescriptionException("'" + key + "' is a list of sizes like " + example + ". Received: " + node);
        }
        int[] dims = new int[node.size() - from];
        for (int i = 0; i < dims.length; i++) {
            JsonNode size = node.get(from + i);
            if (!size.isInt() || size.asInt() <= 0) {
                throw new DescriptionException("'" + key + "' has a positive whole size along each axis, like "
                        + example + ". Received: " + node);
            }
            dims[i] = size.asInt();
        }
        return Shape.of(dims);
    }

    /// With the batch axis first, its size open.
    static ArrayNode batch(Shape shape) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode().addNull();
        shape.dims().forEach(node::add);
        return node;
    }
}
