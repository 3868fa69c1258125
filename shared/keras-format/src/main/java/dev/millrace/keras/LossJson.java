package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.Loss;
import dev.millrace.nn.loss.Losses;

/// Losses as Keras writes them: `"mse"`, or `{"class_name": "CategoricalCrossentropy", "config": {…}}`.
final class LossJson {
    private LossJson() {}

    static Loss read(JsonNode node) {
        return DescribedJson.read(Losses.KINDS, node);
    }

    /// The name alone where everything is at its default.
    static JsonNode write(Loss loss) {
        TextNode name = TextNode.valueOf(loss.kerasName());
        if (read(name).equals(loss)) {
            return name;
        }
        ObjectNode config = KerasObject.empty().put("name", loss.configName()).put("reduction", "sum_over_batch_size");
        return KerasObject.write(
                Modules.of(loss), loss.className(), config.setAll(DescribedJson.settings(loss.settings())));
    }
}
