package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Metric;
import dev.millrace.nn.metric.Metrics;
import java.util.ArrayList;
import java.util.List;

/// Metrics as Keras writes them: `"mae"`, or `{"class_name": "MeanAbsoluteError", "config": {"name": "error"}}`.
final class MetricJson {
    private MetricJson() {}

    /// @param key what they are the value of: `metrics`
    static List<Metric> readAll(String key, JsonNode nodes) {
        if (!nodes.isArray()) {
            throw new DescriptionException("'" + key + "' is a list like [\"accuracy\"]. Received: " + nodes);
        }
        List<Metric> metrics = new ArrayList<>();
        nodes.forEach(node -> metrics.add(read(node)));
        return metrics;
    }

    /// Keras's class `Accuracy` is not what `"accuracy"` is: it compares predictions and targets for equality.
    static Metric read(JsonNode node) {
        if (node.isTextual()) {
            return Metrics.of(node.asText());
        }
        if (node.path("class_name").asText().equals("Accuracy")) {
            throw new DescriptionException("Keras's metric class 'Accuracy' is not supported yet: it counts predictions"
                    + " that equal their target. Write \"accuracy\" for the share of examples that are classified"
                    + " right.");
        }
        return DescribedJson.read(Metrics.KINDS, node);
    }

    static ArrayNode writeAll(List<Metric> metrics) {
        ArrayNode nodes = KerasObject.empty().arrayNode();
        metrics.forEach(metric -> nodes.add(write(metric)));
        return nodes;
    }

    /// The name alone where that is one that Keras knows it by, and everything else at its default.
    static JsonNode write(Metric metric) {
        boolean known = Metrics.KINDS
                .find(metric.name())
                .map(kind -> kind.className().equals(metric.className()))
                .orElse(metric.className().equals("Accuracy"));
        if (known && metric.isPlain()) {
            return TextNode.valueOf(metric.name());
        }
        ObjectNode config = KerasObject.empty().put("name", metric.name()).put("dtype", "float32");
        return KerasObject.write(
                Modules.of(metric), metric.className(), config.setAll(DescribedJson.settings(metric.settings())));
    }
}
