package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Named;
import dev.millrace.nn.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a model is compiled with; Keras's `compile_config`.
final class CompileJson {
    private CompileJson() {}

    static Compile read(JsonNode node) {
        var keys = new Keys("compile", node);
        Loss loss = LossJson.read(keys.require("loss", "\"categorical_crossentropy\""));
        Optimizer optimizer =
                keys.has("optimizer") ? OptimizerJson.read(keys.get("optimizer")) : new Optimizer.RMSprop();
        List<Metric> metrics = keys.has("metrics") ? metrics(keys.get("metrics")) : List.of();
        keys.atDefault(lossOptions())
                .atDefault(metricOptions())
                .atDefault(runOptions())
                .atDefault(KerasObject.empty().put("auto_scale_loss", true))
                .passOver("jit_compile")
                .done();
        return new Compile(optimizer, loss, metrics);
    }

    private static List<Metric> metrics(JsonNode nodes) {
        if (!nodes.isArray()) {
            throw new DescriptionException("'metrics' is a list like [\"accuracy\"]. Received: " + nodes);
        }
        List<Metric> metrics = new ArrayList<>();
        nodes.forEach(node -> metrics.add(metric(node)));
        return metrics;
    }

    /// `"accuracy"`, `"CategoricalAccuracy"`, or the latter's object. Keras's class `Accuracy` is none of these: it
    /// compares predictions and targets for equality.
    static Metric metric(JsonNode node) {
        KerasObject object = KerasObject.read("metric", node);
        if (node.isTextual() && Stream.of("accuracy", "acc").anyMatch(object.name()::equalsIgnoreCase)) {
            return Metric.ACCURACY;
        }
        if (object.name().equals("Accuracy")) {
            throw new DescriptionException("Keras's metric class 'Accuracy' is not supported yet: it counts predictions"
                    + " that equal their target. Write \"accuracy\" for the share of examples that are classified"
                    + " right.");
        }
        Metric metric = Arrays.stream(Metric.values())
                .filter(m -> m != Metric.ACCURACY)
                .filter(m -> m.kerasName().equals(object.name())
                        || m.kerasName().replace("_", "").equals(object.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Named.unknown(
                        "metric",
                        object.name(),
                        Arrays.stream(Metric.values()).map(Metric::kerasName).toList()));
        ObjectNode options = KerasObject.empty().put("name", metric.kerasName()).put("dtype", "float32");
        if (metric == Metric.BINARY_ACCURACY) {
            options.put("threshold", 0.5);
        }
        object.keys("metric " + object.name()).atDefault(options).done();
        return metric;
    }

    static ObjectNode write(Compile compile) {
        ObjectNode node = KerasObject.empty();
        node.set("optimizer", OptimizerJson.write(compile.optimizer()));
        node.set("loss", LossJson.write(compile.loss()));
        ArrayNode metrics = node.putArray("metrics");
        compile.metrics().forEach(m -> metrics.add(m.kerasName()));
        node.setAll(lossOptions());
        node.setAll(metricOptions());
        return node.<ObjectNode>setAll(runOptions()).put("jit_compile", "auto");
    }

    /// What Keras's `compile` has to change the loss and Millrace does not have yet.
    static ObjectNode lossOptions() {
        return KerasObject.empty().putNull("loss_weights");
    }

    /// What Keras's `compile` has beside the metrics and Millrace does not have yet.
    static ObjectNode metricOptions() {
        return KerasObject.empty().putNull("weighted_metrics");
    }

    private static ObjectNode runOptions() {
        return KerasObject.empty().put("run_eagerly", false).put("steps_per_execution", 1);
    }
}
