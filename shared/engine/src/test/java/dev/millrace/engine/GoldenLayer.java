package dev.millrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Layers;
import java.util.Arrays;
import java.util.stream.Stream;

/// A layer with what Keras computed of it, a case of `golden_layers.json`: the example of its class in tests that go
/// over all layers.
///
/// @param name of the case: `batch_normalization_image`
public record GoldenLayer(String name, JsonNode node) {
    /// The cases of layers that Millrace has.
    public static Stream<GoldenLayer> all() {
        return Golden.LAYERS.get("layers").properties().stream()
                .map(entry -> new GoldenLayer(entry.getKey(), entry.getValue()))
                .filter(golden -> Layers.KINDS.find(golden.className()).isPresent());
    }

    /// Keras's class of the layer.
    public String className() {
        return node.get("class_name").asText();
    }

    /// The layer as Millrace reads it in a model of Keras's.
    public Layer layer() {
        ObjectNode layer = JsonNodeFactory.instance.objectNode();
        layer.put("class_name", className()).set("config", node.get("config"));
        ObjectNode model = layer.objectNode();
        model.set("input_shape", node.get("input_shape"));
        model.putArray("layers").add(layer);
        return KerasJson.model(model).layers().getFirst();
    }

    /// The shape of one input.
    public Shape inputShape() {
        int[] dims = new int[node.get("input_shape").size()];
        Arrays.setAll(dims, i -> node.get("input_shape").get(i).asInt());
        return Shape.of(dims);
    }

    /// The mini-batch, row-major.
    public float[] inputs() {
        return Golden.floats(node.get("x").get("values"));
    }

    /// How many examples the mini-batch has.
    public int count() {
        return node.get("x").get("shape").get(0).asInt();
    }

    /// Whether inputs are whole numbers that stand for something, so that there is no gradient with respect to them.
    public boolean takesNumbersOfRows() {
        return className().equals("Embedding");
    }

    @Override
    public String toString() {
        return name;
    }
}
