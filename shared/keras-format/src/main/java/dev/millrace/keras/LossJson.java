package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Loss.BinaryCrossentropy;
import dev.millrace.nn.Loss.CategoricalCrossentropy;
import dev.millrace.nn.Loss.Huber;
import dev.millrace.nn.Loss.MeanAbsoluteError;
import dev.millrace.nn.Loss.MeanSquaredError;
import dev.millrace.nn.Loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.Named;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Losses as Keras writes them: `"mse"`, or `{"class_name": "CategoricalCrossentropy", "config": {…}}`.
final class LossJson {
    private static final List<Loss> DEFAULTS = List.of(
            new CategoricalCrossentropy(),
            new SparseCategoricalCrossentropy(),
            new BinaryCrossentropy(),
            new MeanSquaredError(),
            new MeanAbsoluteError(),
            new Huber());
    private static final Map<String, String> ALIASES =
            Map.of("mse", "mean_squared_error", "mae", "mean_absolute_error", "bce", "binary_crossentropy");

    private LossJson() {}

    static Loss read(JsonNode node) {
        KerasObject object = KerasObject.read("loss", node);
        Loss defaults = byName(object.name());
        Keys keys = object.keys("loss " + defaults.className());
        Loss loss = switch (defaults) {
            case CategoricalCrossentropy l ->
                new CategoricalCrossentropy(
                        keys.flag("from_logits", l.fromLogits()), keys.number("label_smoothing", l.labelSmoothing()));
            case SparseCategoricalCrossentropy l ->
                new SparseCategoricalCrossentropy(keys.flag("from_logits", l.fromLogits()));
            case BinaryCrossentropy l ->
                new BinaryCrossentropy(
                        keys.flag("from_logits", l.fromLogits()), keys.number("label_smoothing", l.labelSmoothing()));
            case MeanSquaredError l -> l;
            case MeanAbsoluteError l -> l;
            case Huber l -> new Huber(keys.number("delta", l.delta()));
        };
        // Keras 3's other name for the default, and Keras 2's default.
        if (List.of("mean", "auto").contains(keys.text("reduction", ""))) {
            keys.passOver("reduction");
        } else {
            keys.atDefault(KerasObject.empty().put("reduction", "sum_over_batch_size"));
        }
        keys.atDefault(options(loss)).float32().passOver("name", "fn").done();
        return loss;
    }

    private static Loss byName(String name) {
        String full = ALIASES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
        return DEFAULTS.stream()
                .filter(l -> l.kerasName().equals(full) || l.className().equals(full))
                .findFirst()
                .orElseThrow(() -> Named.unknown(
                        "loss", name, DEFAULTS.stream().map(Loss::kerasName).toList()));
    }

    /// The name alone where everything is at its default.
    static JsonNode write(Loss loss) {
        if (DEFAULTS.contains(loss)) {
            return TextNode.valueOf(loss.kerasName());
        }
        String name = loss instanceof Huber ? "huber_loss" : loss.kerasName();
        ObjectNode config = KerasObject.empty().put("name", name).put("reduction", "sum_over_batch_size");
        switch (loss) {
            case CategoricalCrossentropy l ->
                config.put("from_logits", l.fromLogits()).put("label_smoothing", l.labelSmoothing());
            case SparseCategoricalCrossentropy l -> config.put("from_logits", l.fromLogits());
            case BinaryCrossentropy l ->
                config.put("from_logits", l.fromLogits()).put("label_smoothing", l.labelSmoothing());
            case MeanSquaredError l -> {}
            case MeanAbsoluteError l -> {}
            case Huber l -> config.put("delta", l.delta());
        }
        return KerasObject.write("keras.losses", loss.className(), config.setAll(options(loss)));
    }

    /// What Keras has of a loss and Millrace does not have yet.
    private static ObjectNode options(Loss loss) {
        return switch (loss) {
            case CategoricalCrossentropy l -> KerasObject.empty().put("axis", -1);
            case BinaryCrossentropy l -> KerasObject.empty().put("axis", -1);
            case SparseCategoricalCrossentropy l -> KerasObject.empty().putNull("ignore_class");
            case MeanSquaredError l -> KerasObject.empty();
            case MeanAbsoluteError l -> KerasObject.empty();
            case Huber l -> KerasObject.empty();
        };
    }
}
