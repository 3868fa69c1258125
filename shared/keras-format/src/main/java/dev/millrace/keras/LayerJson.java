package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Named;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Frozen;
import dev.millrace.nn.layer.Layers;
import dev.millrace.nn.layer.Rescaling;
import java.util.List;
import java.util.Optional;

/// Layers as Keras writes them: `{"class_name": "Dense", "config": {…}}`; or in the short form of run files:
/// `{"dense": 500, "activation": "sigmoid"}`, `{"dense": {"units": 500, …}}`, `{"dropout": 0.5}`,
/// `{"conv2d": 32, "kernel_size": 3}`, `"flatten"`.
final class LayerJson {
    /// What goes into a layer, in Keras 2's JSON.
    static final String BATCH_INPUT_SHAPE = "batch_input_shape";

    private static final String ACTIVATION = "activation";

    private LayerJson() {}

    static Layer read(JsonNode node) {
        if (node.has("class_name")) {
            KerasObject object = KerasObject.read("layer", node);
            Kind<Layer> kind = Layers.KINDS.kind(object.name());
            Keys keys = object.keys(
                    kind.className() + quoted(object.config().path("name").asText("")));
            return read(kind, keys.passOver(BATCH_INPUT_SHAPE));
        }
        if (node.isTextual()) {
            Kind<Layer> kind = Layers.KINDS.kind(node.asText());
            return read(kind, new Keys(kind.snakeName(), KerasObject.empty()));
        }
        if (!node.isObject() || node.isEmpty()) {
            throw new DescriptionException(
                    "A layer is an object like {\"dense\": 10, \"activation\": \"softmax\"}. Received: " + node);
        }
        Kind<Layer> kind = kindOf(node);
        return read(kind, new Keys(kind.snakeName(), spread(node, kind)));
    }

    /// The kind that one of the keys names; `activation` names one only where no other key does.
    private static Kind<Layer> kindOf(JsonNode node) {
        Optional<Kind<Layer>> named = Layers.KINDS.kinds().stream()
                .filter(kind -> !kind.snakeName().equals(ACTIVATION) && node.has(kind.snakeName()))
                .findFirst();
        String first = node.fieldNames().next();
        if (named.isEmpty()
                && node.has(ACTIVATION)
                && List.of(ACTIVATION, "name").contains(first)) {
            return Layers.KINDS.kind("Activation");
        }
        return named.orElseThrow(() -> Named.unknown(
                "layer",
                first,
                Layers.KINDS.kinds().stream().map(Kind::snakeName).toList()));
    }

    private static String quoted(String name) {
        return name.isEmpty() ? "" : " '" + name + "'";
    }

    /// `{"dense": 500, "activation": "relu"}` and `{"dense": {"units": 500}, "activation": "relu"}` as one object
    /// of settings.
    private static ObjectNode spread(JsonNode node, Kind<Layer> kind) {
        String layer = kind.snakeName();
        JsonNode value = node.get(layer);
        if (!value.isObject() && !value.isNull() && kind.principal().isEmpty()) {
            throw new DescriptionException("A layer '" + layer + "' is an object of settings, like {\"" + layer
                    + "\": {}}. Received: " + node);
        }
        ObjectNode settings = value.isObject()
                ? value.deepCopy()
                : value.isNull() ? KerasObject.empty() : KerasObject.empty().set(kind.principal(), value);
        for (var beside : node.properties()) {
            if (!beside.getKey().equals(layer) && settings.putIfAbsent(beside.getKey(), beside.getValue()) != null) {
                throw new DescriptionException(layer + ": '" + beside.getKey() + "' is said twice. Received: " + node);
            }
        }
        return settings;
    }

    private static Layer read(Kind<Layer> kind, Keys keys) {
        Layer layer = kind.read().apply(keys).withName(keys.text("name", ""));
        boolean trainable = keys.flag("trainable", true);
        keys.atDefault(rareOptions(layer)).float32().done();
        return trainable ? layer : new Frozen(layer);
    }

    static ObjectNode write(Layer layer, Shape input) {
        ObjectNode config = KerasObject.empty().put("name", layer.name()).put("trainable", layer.trainable());
        config.set("dtype", KerasObject.float32());
        config.setAll(DescribedJson.settings(layer.settings()));
        ObjectNode written = KerasObject.write("keras.layers", layer.className(), config);
        if (!layer.weights(input).isEmpty() || layer instanceof Rescaling) {
            written.putObject("build_config").set("input_shape", ShapeJson.batch(input));
        }
        return written;
    }

    /// What Keras writes only where it is set, or only of late: not written, because an older Keras refuses keys that
    /// it does not know.
    private static ObjectNode rareOptions(Layer layer) {
        ObjectNode options = KerasObject.empty()
                .putNull("quantization_config")
                .putNull("lora_rank")
                .putNull("lora_alpha");
        return layer.activityRegularizer().isPresent() ? options : options.putNull("activity_regularizer");
    }
}
