package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads of a model's JSON what predicting and scoring need, and notes what else it says and Millrace does not have.
final class InferenceJson {
    /// A model's description, before its weights are read; see [InferenceModel].
    record Described(
            Sequential model,
            Optional<Loss> loss,
            String noLoss,
            List<Metric> metrics,
            List<Metric> weightedMetrics,
            List<String> leftOut) {
        InferenceModel with(List<Variable> weights) {
            return new InferenceModel(model, weights, loss, noLoss, metrics, weightedMetrics, leftOut);
        }
    }

    private final List<String> leftOut = new ArrayList<>();
    private final List<Metric> metrics = new ArrayList<>();
    private final List<Metric> weightedMetrics = new ArrayList<>();
    private Optional<Loss> loss = Optional.empty();
    private String noLoss = "the model was not compiled.";

    private InferenceJson() {}

    /// @throws DescriptionException if the model's layers are not sound
    static Described read(JsonNode config) {
        var reader = new InferenceJson();
        Sequential model = KerasJson.model(TrainingOnly.without(config, reader.leftOut));
        JsonNode compile = config.path("compile_config");
        if (!compile.isEmpty()) {
            reader.read(new Keys("compile", compile));
        }
        return new Described(model, reader.loss, reader.noLoss, reader.metrics, reader.weightedMetrics, reader.leftOut);
    }

    private void read(Keys keys) {
        try {
            Loss read = LossJson.read(keys.required("loss", "\"categorical_crossentropy\""));
            keys.atDefault(CompileJson.lossOptions());
            loss = Optional.of(read);
            noLoss = "";
        } catch (DescriptionException e) {
            noLoss = String.valueOf(e.getMessage());
            leftOut.add(firstSentence(e));
        }
        if (keys.has("optimizer")) {
            orLeaveOut(() -> KerasJson.optimizer(keys.get("optimizer")));
        }
        readMetrics(keys.get(CompileJson.METRICS), metrics);
        readMetrics(keys.get(CompileJson.WEIGHTED_METRICS), weightedMetrics);
        // How steps are run is the business of who runs them.
        keys.passOver("loss_weights", "run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss");
        orLeaveOut(() -> {
            keys.done();
            return keys;
        });
    }

    private void readMetrics(JsonNode nodes, List<Metric> to) {
        nodes.forEach(node -> orLeaveOut(() -> MetricJson.read(node)).ifPresent(to::add));
    }

    private <T> Optional<T> orLeaveOut(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (DescriptionException e) {
            leftOut.add(firstSentence(e));
            return Optional.empty();
        }
    }

    /// What is not supported; what was received and what is expected follows in the sentences after it.
    static String firstSentence(DescriptionException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(". ");
        return end < 0 ? message : message.substring(0, end);
    }
}
