package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        KerasObject object = KerasObject.read("metric", node);
        if (node.isTextual()) {
            return Metric.of(object.name());
        }
        if (object.name().equals("Accuracy")) {
            throw new DescriptionException("Keras's metric class 'Accuracy' is not supported yet: it counts predictions"
                    + " that equal their target. Write \"accuracy\" for the share of examples that are classified"
                    + " right.");
        }
        Metric metric = Metric.of(object.name());
        Keys keys = object.keys("metric " + object.name());
        String name = keys.text("name", metric.kerasName());
        keys.atDefault(options(metric)).float32().done();
        return metric.withName(name);
    }

    static ArrayNode writeAll(List<Metric> metrics) {
        ArrayNode nodes = KerasObject.empty().arrayNode();
        metrics.forEach(metric -> nodes.add(write(metric)));
        return nodes;
    }

    /// The name alone where that is one that Keras knows it by, and everything else at its default.
    private static JsonNode write(Metric metric) {
        if (Metric.named(metric.name()).equals(Optional.of(metric))) {
            return TextNode.valueOf(metric.name());
        }
        ObjectNode config = KerasObject.empty().put("name", metric.name()).put("dtype", "float32");
        return KerasObject.write("keras.metrics", metric.className(), config.setAll(options(metric)));
    }

    /// What Keras has of a metric and Millrace does not have yet.
    private static ObjectNode options(Metric metric) {
        return switch (metric) {
            case Metric.Accuracy m -> KerasObject.empty();
            case Metric.BinaryAccuracy m -> KerasObject.empty().put("threshold", 0.5);
            case Metric.CategoricalAccuracy m -> KerasObject.empty();
            case Metric.SparseCategoricalAccuracy m -> KerasObject.empty();
            case Metric.MeanAbsoluteError m -> KerasObject.empty();
            case Metric.MeanSquaredError m -> KerasObject.empty();
            case Metric.RootMeanSquaredError m -> KerasObject.empty();
            case Metric.R2Score m ->
                KerasObject.empty().put("class_aggregation", "uniform_average").put("num_regressors", 0);
        };
    }
}
