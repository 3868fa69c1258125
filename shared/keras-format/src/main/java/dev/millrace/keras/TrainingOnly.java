package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings of layers that change how a model is trained, and nothing in what a trained one predicts.
final class TrainingOnly {
    private static final List<String> SETTINGS = List.of(
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint",
            "noise_shape",
            "seed");

    private TrainingOnly() {}

    /// A copy of Keras's JSON without those settings that Millrace does not have.
    ///
    /// @param leftOut receives why each was left out
    static JsonNode without(JsonNode model, List<String> leftOut) {
        JsonNode copy = model.deepCopy();
        if (copy.path("config") instanceof ObjectNode config) {
            config.remove("trainable");
            config.path("layers").forEach(layer -> without(layer, layer.path("config"), leftOut));
        }
        return copy;
    }

    private static void without(JsonNode layer, JsonNode config, List<String> leftOut) {
        if (!(config instanceof ObjectNode settings) || refused(layer).isEmpty()) {
            return;
        }
        Map<String, JsonNode> removed = new LinkedHashMap<>();
        for (String setting : SETTINGS) {
            if (settings.has(setting)) {
                removed.put(setting, settings.remove(setting));
            }
        }
        // Without them the layer reads, or something else is wrong with it, which is said when the model is read.
        boolean reads = refused(layer).isEmpty();
        removed.forEach((setting, value) -> {
            settings.set(setting, value);
            refused(layer).filter(reason -> reads).ifPresent(reason -> {
                settings.remove(setting);
                leftOut.add(reason);
            });
        });
    }

    /// Why the layer cannot be read; empty where it can.
    private static Optional<String> refused(JsonNode layer) {
        try {
            LayerJson.read(layer);
            return Optional.empty();
        } catch (DescriptionException e) {
            return Optional.of(InferenceJson.firstSentence(e));
        }
    }
}
