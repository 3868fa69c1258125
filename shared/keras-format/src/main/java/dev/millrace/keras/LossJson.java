package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Losses as Keras writes them: `"mse"`, or `{"class_name": "CategoricalCrossentropy", "config": {…}}`.
final class LossJson {
    private static final List<Loss> DEFAULTS = List.of(
            new Loss.CategoricalCrossentropy(),
            new Loss.SparseCategoricalCrossentropy(),
            new Loss.BinaryCrossentropy(),
            new Loss.MeanSquaredError());
    private static final Map<String, String> SHORT = Map.of("mse", "mean_squared_error", "bce", "binary_crossentropy");
    private static final Map<String, Set<String>> OFF =
            Map.of("reduction", Set.of("sum_over_batch_size", "mean"), "ignore_class", Set.of(), "axis", Set.of("-1"));

    private LossJson() {}

    static Loss read(JsonNode node) {
        if (node.isTextual()) {
            return byName(node.asText());
        }
        var keys = new Keys("loss", node);
        Loss defaults = byName(keys.text("class_name", ""));
        JsonNode config = keys.get("config");
        keys.passOver("module", "registered_name", "build_config").done();
        if (config.isMissingNode() || config.isNull()) {
            return defaults;
        }
        var settings = new Keys("loss " + defaults.className(), config);
        Loss loss = switch (defaults) {
            case Loss.CategoricalCrossentropy l ->
                new Loss.CategoricalCrossentropy(
                        settings.flag("from_logits", l.fromLogits()),
                        settings.number("label_smoothing", l.labelSmoothing()));
            case Loss.SparseCategoricalCrossentropy l ->
                new Loss.SparseCategoricalCrossentropy(settings.flag("from_logits", l.fromLogits()));
            case Loss.BinaryCrossentropy l ->
                new Loss.BinaryCrossentropy(
                        settings.flag("from_logits", l.fromLogits()),
                        settings.number("label_smoothing", l.labelSmoothing()));
            case Loss.MeanSquaredError l -> l;
        };
        settings.only(OFF).passOver("name", "dtype").done();
        return loss;
    }

    private static Loss byName(String name) {
        String full = SHORT.getOrDefault(name, name);
        for (Loss loss : DEFAULTS) {
            if (loss.kerasName().equals(full) || loss.className().equals(full)) {
                return loss;
            }
        }
        throw Named.unknown("loss", name, DEFAULTS.stream().map(Loss::kerasName).toList());
    }

    /// The name alone where everything is at its default.
    static JsonNode write(Loss loss) {
        if (DEFAULTS.contains(loss)) {
            return JsonNodeFactory.instance.textNode(loss.kerasName());
        }
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("name", loss.kerasName()).put("reduction", "sum_over_batch_size");
        switch (loss) {
            case Loss.CategoricalCrossentropy l ->
                config.put("from_logits", l.fromLogits()).put("label_smoothing", l.labelSmoothing());
            case Loss.SparseCategoricalCrossentropy l -> config.put("from_logits", l.fromLogits());
            case Loss.BinaryCrossentropy l ->
                config.put("from_logits", l.fromLogits()).put("label_smoothing", l.labelSmoothing());
            case Loss.MeanSquaredError l -> {}
        }
        return KerasJson.object("keras.losses", loss.className(), config);
    }
}
