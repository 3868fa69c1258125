package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.optimizer.RMSprop;
import java.util.List;

/// What a model is compiled with; Keras's `compile_config`.
final class CompileJson {
    static final String METRICS = "metrics";
    static final String WEIGHTED_METRICS = "weighted_metrics";

    private CompileJson() {}

    static Compile read(JsonNode node) {
        var keys = new Keys("compile", node);
        Loss loss = LossJson.read(keys.required("loss", "\"categorical_crossentropy\""));
        Optimizer optimizer = keys.has("optimizer") ? KerasJson.optimizer(keys.get("optimizer")) : new RMSprop();
        List<Metric> metrics = metrics(keys, METRICS);
        List<Metric> weightedMetrics = metrics(keys, WEIGHTED_METRICS);
        keys.atDefault(lossOptions())
                .atDefault(runOptions())
                .atDefault(KerasObject.empty().put("auto_scale_loss", true))
                .passOver("jit_compile")
                .done();
        return new Compile(optimizer, loss, metrics, weightedMetrics);
    }

    private static List<Metric> metrics(Keys keys, String key) {
        return keys.has(key) ? MetricJson.readAll(key, keys.get(key)) : List.of();
    }

    static ObjectNode write(Compile compile) {
        ObjectNode node = KerasObject.empty();
        node.set("optimizer", DescribedJson.write(Modules.of(compile.optimizer()), compile.optimizer()));
        node.set("loss", LossJson.write(compile.loss()));
        node.set(METRICS, MetricJson.writeAll(compile.metrics()));
        node.setAll(lossOptions());
        if (compile.weightedMetrics().isEmpty()) {
            node.putNull(WEIGHTED_METRICS);
        } else {
            node.set(WEIGHTED_METRICS, MetricJson.writeAll(compile.weightedMetrics()));
        }
        return node.<ObjectNode>setAll(runOptions()).put("jit_compile", "auto");
    }

    /// What Keras's `compile` has to change the loss and Millrace does not have yet.
    static ObjectNode lossOptions() {
        return KerasObject.empty().putNull("loss_weights");
    }

    private static ObjectNode runOptions() {
        return KerasObject.empty().put("run_eagerly", false).put("steps_per_execution", 1);
    }
}
