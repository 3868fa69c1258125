package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Named;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Models, in Keras's form and in the short one: the keys of the short form are those of Keras's `config`, and
/// `input_shape`.
final class ModelJson {
    private static final String INPUT_LAYER = "InputLayer";

    private ModelJson() {}

    static Sequential read(JsonNode node, Optional<Shape> inputShape) {
        if (!node.has("class_name")) {
            return read(new Keys("model", node), inputShape);
        }
        KerasObject object = KerasObject.read("model", node, "keras_version", "backend");
        if (!object.name().equals("Sequential")) {
            throw Named.unknown("model", object.name(), List.of("Sequential"));
        }
        return read(object.keys("Sequential"), inputShape);
    }

    private static Sequential read(Keys keys, Optional<Shape> given) {
        String name = keys.text("name", "sequential");
        JsonNode nodes = keys.required("layers", "[{\"dense\": 10, \"activation\": \"softmax\"}]");
        Optional<Shape> declared = keys.has("input_shape")
                ? Optional.of(ShapeJson.read("input_shape", keys.get("input_shape"), 0))
                : Optional.empty();
        Optional<Shape> built = keys.has("build_input_shape")
                ? Optional.of(ShapeJson.read("build_input_shape", keys.get("build_input_shape"), 1))
                : Optional.empty();
        keys.float32().atDefault(KerasObject.empty().put("trainable", true)).done();
        if (!nodes.isArray()) {
            throw new DescriptionException(
                    "'layers' is a list like [{\"dense\": 10, \"activation\": \"softmax\"}]. Received: " + nodes);
        }
        Optional<Shape> input = inputLayer(nodes.path(0));
        Shape shape = input.or(() -> declared)
                .or(() -> batchInputShape(nodes.path(0)))
                .or(() -> built)
                .or(() -> given)
                .orElseThrow(() -> new DescriptionException(
                        "The model does not say what goes into it. Give it an 'input_shape' like [784], or an"
                                + " InputLayer with a 'batch_shape' like [null, 784]."));
        int from = input.isPresent() ? 1 : 0;
        var model = new Sequential(name, shape, layers(nodes, from));
        List<Shape> shapes = model.shapes();
        for (int i = from; i < nodes.size(); i++) {
            checkBatchInputShape(nodes.get(i), model.layers().get(i - from), shapes.get(i - from));
        }
        return model;
    }

    /// What goes into a layer, as Keras 2 has it where a person said it, mostly at the first.
    private static Optional<Shape> batchInputShape(JsonNode layer) {
        JsonNode shape = layer.path("config").path(LayerJson.BATCH_INPUT_SHAPE);
        return shape.isMissingNode() || shape.isNull()
                ? Optional.empty()
                : Optional.of(ShapeJson.read(LayerJson.BATCH_INPUT_SHAPE, shape, 1));
    }

    private static void checkBatchInputShape(JsonNode json, Layer layer, Shape comes) {
        batchInputShape(json).ifPresent(said -> {
            if (!said.equals(comes)) {
                throw new DescriptionException("Layer '" + layer.name() + "' has the '"
                        + LayerJson.BATCH_INPUT_SHAPE + "' " + ShapeJson.batch(said) + ", but inputs of shape "
                        + ShapeJson.batch(comes) + " come in. Leave it out, or make them agree.");
            }
        });
    }

    private static List<Layer> layers(JsonNode nodes, int from) {
        List<Layer> layers = new ArrayList<>();
        for (int i = from; i < nodes.size(); i++) {
            try {
                layers.add(LayerJson.read(nodes.get(i)));
            } catch (DescriptionException e) {
                throw new DescriptionException("layers[" + i + "]: " + e.getMessage());
            }
        }
        return layers;
    }

    private static Optional<Shape> inputLayer(JsonNode node) {
        if (!node.path("class_name").asText().equals(INPUT_LAYER)) {
            return Optional.empty();
        }
        Keys keys = KerasObject.read("layer", node).keys(INPUT_LAYER);
        String key = keys.has("batch_input_shape") ? "batch_input_shape" : "batch_shape";
        Shape shape = ShapeJson.read(key, keys.required(key, "[null, 784]"), 1);
        keys.atDefault(inputOptions()).passOver("name", "dtype", "batch_shape").done();
        return Optional.of(shape);
    }

    static ObjectNode write(Sequential model) {
        ObjectNode config = KerasObject.empty().put("name", model.name()).put("trainable", true);
        config.set("dtype", KerasObject.float32());
        ArrayNode layers = config.putArray("layers").add(inputLayer(model.inputShape()));
        List<Shape> shapes = model.shapes();
        for (int i = 0; i < model.layers().size(); i++) {
            layers.add(LayerJson.write(model.layers().get(i), shapes.get(i)));
        }
        config.set("build_input_shape", ShapeJson.batch(model.inputShape()));
        ObjectNode written = KerasObject.write("keras", "Sequential", config);
        written.putObject("build_config").set("input_shape", ShapeJson.batch(model.inputShape()));
        return written;
    }

    private static ObjectNode inputLayer(Shape shape) {
        ObjectNode config = KerasObject.empty();
        config.set("batch_shape", ShapeJson.batch(shape));
        config.put("dtype", "float32").put("name", "input_layer").setAll(inputOptions());
        return KerasObject.write("keras.layers", INPUT_LAYER, config);
    }

    private static ObjectNode inputOptions() {
        return KerasObject.empty().put("sparse", false).put("ragged", false).put("optional", false);
    }
}
