package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.ActivationLayer;
import dev.millrace.nn.Dense;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Dropout;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Named;
import dev.millrace.nn.Rescaling;
import dev.millrace.nn.Shape;
import java.util.List;
import java.util.OptionalInt;

/// Layers as Keras writes them: `{"class_name": "Dense", "config": {…}}`; or in the short form of run files:
/// `{"dense": 500, "activation": "sigmoid"}`, `{"dense": {"units": 500, …}}`, `{"activation": "softmax"}`,
/// `{"dropout": 0.5}`, `{"rescaling": {"scale": 2, "offset": [0.5, 1]}}`.
final class LayerJson {
    /// What goes into a layer, in Keras 2's JSON.
    static final String BATCH_INPUT_SHAPE = "batch_input_shape";

    private static final List<String> CLASSES = List.of("Dense", "Activation", "Dropout", "Rescaling");
    private static final List<String> SHORT = List.of("dense", "activation", "dropout", "rescaling");

    private LayerJson() {}

    static Layer read(JsonNode node) {
        if (node.has("class_name")) {
            KerasObject object = KerasObject.read("layer", node);
            String where =
                    object.name() + object.config().path("name").asText("").transform(LayerJson::quoted);
            return switch (object.name()) {
                case "Dense" -> dense(keras(object, where));
                case "Activation" -> activation(keras(object, where));
                case "Dropout" -> dropout(keras(object, where));
                case "Rescaling" -> rescaling(keras(object, where));
                default -> throw Named.unknown("layer", object.name(), CLASSES);
            };
        }
        if (node.has("dense")) {
            return dense(new Keys("dense", spread(node, "dense", "units")));
        }
        if (node.has("dropout")) {
            return dropout(new Keys("dropout", spread(node, "dropout", "rate")));
        }
        if (node.has("rescaling")) {
            return rescaling(new Keys("rescaling", spread(node, "rescaling", "scale")));
        }
        if (node.has("activation") && !isMisspelt(node)) {
            return activation(new Keys("activation", node));
        }
        if (!node.isObject() || node.isEmpty()) {
            throw new DescriptionException(
                    "A layer is an object like {\"dense\": 10, \"activation\": \"softmax\"}. Received: " + node);
        }
        throw Named.unknown("layer", node.fieldNames().next(), SHORT);
    }

    private static Keys keras(KerasObject object, String where) {
        return object.keys(where).passOver(BATCH_INPUT_SHAPE);
    }

    /// `{"dens": 500, "activation": "relu"}`: whoever writes so did not mean an activation layer.
    private static boolean isMisspelt(JsonNode node) {
        return !List.of("activation", "name").contains(node.fieldNames().next());
    }

    private static String quoted(String name) {
        return name.isEmpty() ? "" : " '" + name + "'";
    }

    /// `{"dense": 500, "activation": "relu"}` and `{"dense": {"units": 500}, "activation": "relu"}` as one object
    /// of settings.
    private static ObjectNode spread(JsonNode node, String layer, String only) {
        JsonNode value = node.get(layer);
        ObjectNode settings =
                value.isObject() ? value.deepCopy() : KerasObject.empty().set(only, value);
        for (var beside : node.properties()) {
            if (!beside.getKey().equals(layer) && settings.putIfAbsent(beside.getKey(), beside.getValue()) != null) {
                throw new DescriptionException(layer + ": '" + beside.getKey() + "' is said twice. Received: " + node);
            }
        }
        return settings;
    }

    private static Dense dense(Keys keys) {
        Dense defaults = Dense.of(1);
        var dense = new Dense(
                keys.text("name", defaults.name()),
                keys.whole("units"),
                keys.has("activation") ? activationOf(keys.get("activation")) : defaults.activation(),
                keys.flag("use_bias", defaults.useBias()),
                keys.has("kernel_initializer")
                        ? InitializerJson.read(keys.get("kernel_initializer"))
                        : defaults.kernelInitializer(),
                keys.has("bias_initializer")
                        ? InitializerJson.read(keys.get("bias_initializer"))
                        : defaults.biasInitializer());
        keys.atDefault(denseOptions()).atDefault(rareOptions()).float32().done();
        return dense;
    }

    private static ActivationLayer activation(Keys keys) {
        Activation activation = activationOf(keys.require("activation", "\"relu\""));
        var layer = ActivationLayer.of(activation).withName(keys.text("name", ""));
        keys.atDefault(rareOptions()).float32().done();
        return layer;
    }

    private static Dropout dropout(Keys keys) {
        keys.require("rate", "0.5");
        var layer = new Dropout(
                keys.text("name", ""),
                keys.number("rate", 0),
                keys.has("seed") ? OptionalInt.of(keys.whole("seed")) : OptionalInt.empty());
        keys.atDefault(dropoutOptions()).atDefault(rareOptions()).float32().done();
        return layer;
    }

    private static Rescaling rescaling(Keys keys) {
        keys.require("scale", "0.5");
        var layer = new Rescaling(keys.text("name", ""), keys.numbers("scale", 1), keys.numbers("offset", 0));
        keys.atDefault(rareOptions()).float32().done();
        return layer;
    }

    private static Activation activationOf(JsonNode node) {
        return Activation.of(KerasObject.read("activation", node).name());
    }

    static ObjectNode write(Layer layer, Shape input) {
        ObjectNode config = KerasObject.empty().put("name", layer.name()).put("trainable", true);
        config.set("dtype", KerasObject.float32());
        switch (layer) {
            case Dense dense -> {
                config.put("units", dense.units())
                        .put("activation", dense.activation().kerasName())
                        .put("use_bias", dense.useBias());
                config.set("kernel_initializer", InitializerJson.write(dense.kernelInitializer()));
                config.set("bias_initializer", InitializerJson.write(dense.biasInitializer()));
                config.setAll(denseOptions());
            }
            case ActivationLayer activation ->
                config.put("activation", activation.activation().kerasName());
            case Dropout dropout -> {
                config.put("rate", dropout.rate());
                dropout.seed().ifPresentOrElse(seed -> config.put("seed", seed), () -> config.putNull("seed"));
                config.setAll(dropoutOptions());
            }
            case Rescaling rescaling ->
                config.<ObjectNode>set("scale", numbers(rescaling.scale())).set("offset", numbers(rescaling.offset()));
        }
        ObjectNode written = KerasObject.write("keras.layers", layer.className(), config);
        if (!layer.weights(input).isEmpty() || layer instanceof Rescaling) {
            written.putObject("build_config").set("input_shape", ShapeJson.batch(input));
        }
        return written;
    }

    /// `0.5`, or a list of several numbers.
    private static JsonNode numbers(List<Double> values) {
        if (values.size() == 1) {
            return KerasObject.empty().numberNode(values.getFirst());
        }
        ArrayNode nodes = KerasObject.empty().arrayNode();
        values.forEach(nodes::add);
        return nodes;
    }

    /// What Keras writes of a `Dense` and Millrace does not have yet.
    private static ObjectNode denseOptions() {
        return KerasObject.empty()
                .putNull("kernel_regularizer")
                .putNull("bias_regularizer")
                .putNull("kernel_constraint")
                .putNull("bias_constraint");
    }

    /// What Keras writes of a `Dropout` and Millrace does not have yet.
    private static ObjectNode dropoutOptions() {
        return KerasObject.empty().putNull("noise_shape");
    }

    /// What Keras writes only where it is set, or only of late: not written, because an older Keras refuses keys that
    /// it does not know.
    private static ObjectNode rareOptions() {
        return KerasObject.empty()
                .putNull("quantization_config")
                .putNull("activity_regularizer")
                .putNull("lora_rank")
                .putNull("lora_alpha")
                .put("trainable", true);
    }
}
