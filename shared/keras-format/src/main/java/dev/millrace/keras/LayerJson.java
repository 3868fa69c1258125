package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.ActivationLayer;
import dev.millrace.nn.Dense;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Named;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Layers as Keras writes them: `{"class_name": "Dense", "config": {…}}`; or in the short form of run files:
/// `{"dense": 500, "activation": "sigmoid"}`, `{"dense": {"units": 500, …}}`, `{"activation": "softmax"}`.
final class LayerJson {
    private static final Map<String, Set<String>> OFF = Map.of(
            "kernel_regularizer", Set.of(),
            "bias_regularizer", Set.of(),
            "activity_regularizer", Set.of(),
            "kernel_constraint", Set.of(),
            "bias_constraint", Set.of(),
            "lora_rank", Set.of(),
            "quantization_config", Set.of(),
            "trainable", Set.of("true"));
    private static final List<String> CLASSES = List.of("Dense", "Activation", "InputLayer");
    private static final List<String> SHORT = List.of("dense", "activation");

    private LayerJson() {}

    static Layer read(JsonNode node) {
        if (node.has("class_name")) {
            var keys = new Keys("layer", node);
            String className = keys.text("class_name", "");
            JsonNode config = keys.get("config");
            keys.passOver("module", "registered_name", "build_config", "shared_object_id", "name", "inbound_nodes");
            keys.done();
            return switch (className) {
                case "Dense" -> dense(new Keys(named("Dense", config), config));
                case "Activation" -> activation(new Keys(named("Activation", config), config));
                default -> throw Named.unknown("layer", className, CLASSES);
            };
        }
        if (node.has("dense")) {
            JsonNode value = node.get("dense");
            ObjectNode config = value.isObject() ? value.deepCopy() : JsonNodeFactory.instance.objectNode();
            if (!value.isObject()) {
                config.set("units", value);
            }
            node.properties().stream()
                    .filter(e -> !e.getKey().equals("dense"))
                    .forEach(e -> config.set(e.getKey(), e.getValue()));
            return dense(new Keys("layer dense", config));
        }
        if (node.has("activation")) {
            return activation(new Keys("layer activation", node));
        }
        String given = node.isObject() && !node.isEmpty() ? node.fieldNames().next() : node.toString();
        throw Named.unknown("layer", given, SHORT);
    }

    private static String named(String className, JsonNode config) {
        String name = config.path("name").asText("");
        return "layer " + className + (name.isEmpty() ? "" : " '" + name + "'");
    }

    private static Dense dense(Keys keys) {
        Dense defaults = Dense.of(1);
        var dense = new Dense(
                keys.text("name", ""),
                keys.whole("units"),
                keys.has("activation") ? activationOf(keys.get("activation")) : defaults.activation(),
                keys.flag("use_bias", defaults.useBias()),
                initializer(keys, "kernel_initializer", defaults.kernelInitializer()),
                initializer(keys, "bias_initializer", defaults.biasInitializer()));
        keys.only(OFF).passOver("dtype", "lora_alpha").done();
        return dense;
    }

    private static ActivationLayer activation(Keys keys) {
        var layer = new ActivationLayer(keys.text("name", ""), activationOf(keys.get("activation")));
        keys.only(OFF).passOver("dtype").done();
        return layer;
    }

    private static Activation activationOf(JsonNode node) {
        return Activation.of(node.isObject() ? node.path("config").asText("") : node.asText());
    }

    private static Initializer initializer(Keys keys, String key, Initializer fallback) {
        if (!keys.has(key)) {
            return fallback;
        }
        JsonNode node = keys.get(key);
        String name = node.isObject() ? node.path("class_name").asText("") : node.asText();
        for (Initializer initializer : Initializer.values()) {
            if (Sequential.snakeCase(initializer.kerasName()).equals(name)) {
                return initializer;
            }
        }
        return Initializer.of(name);
    }

    /// The shape that an `InputLayer` declares, the batch axis left out.
    static Shape inputShape(JsonNode inputLayer) {
        JsonNode shape = inputLayer.path("config").path("batch_shape");
        if (shape.isMissingNode()) {
            shape = inputLayer.path("config").path("batch_input_shape");
        }
        if (!shape.isArray() || shape.size() < 2) {
            throw new DescriptionException("InputLayer wants a batch_shape like [null, 784]. Received: " + shape);
        }
        int[] dims = new int[shape.size() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.get(i + 1).asInt();
        }
        return Shape.of(dims);
    }

    static ObjectNode write(Layer layer, Shape input) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("name", layer.name()).put("trainable", true);
        config.set("dtype", KerasJson.dtypePolicy());
        switch (layer) {
            case Dense dense -> {
                config.put("units", dense.units())
                        .put("activation", dense.activation().kerasName())
                        .put("use_bias", dense.useBias());
                config.set("kernel_initializer", initializer(dense.kernelInitializer()));
                config.set("bias_initializer", initializer(dense.biasInitializer()));
                for (String off :
                        List.of("kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint")) {
                    config.putNull(off);
                }
            }
            case ActivationLayer activation ->
                config.put("activation", activation.activation().kerasName());
        }
        ObjectNode written = KerasJson.object("keras.layers", layer.className(), config);
        written.putObject("build_config").set("input_shape", KerasJson.batchShape(input));
        return written;
    }

    private static ObjectNode initializer(Initializer initializer) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        if (initializer != Initializer.ZEROS && initializer != Initializer.ONES) {
            config.putNull("seed");
        }
        return KerasJson.object("keras.initializers", initializer.kerasName(), config);
    }
}
