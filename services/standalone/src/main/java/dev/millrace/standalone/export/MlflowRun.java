package dev.millrace.standalone.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// One run at MLflow. It is found by its tag `millrace.run_id`, so that an export that is repeated goes on with the
/// same.
///
/// @param id MLflow's
record MlflowRun(MlflowClient client, String id) {
    private static final String TAG = "millrace.run_id";
    private static final int MOST_CHARACTERS = 500;
    private static final int PAGE = 25_000;

    /// Finds the run, or makes it, with its parameters.
    ///
    /// @param experiment name of the experiment that it belongs to; made where there is none
    static MlflowRun of(MlflowClient client, String experiment, RunRequested run) {
        String experimentId = experiment(client, experiment);
        ObjectNode search = MlflowClient.object();
        search.putArray("experiment_ids").add(experimentId);
        search.put("filter", "tags.`" + TAG + "` = '" + run.runId() + "'").put("max_results", 1);
        JsonNode found = client.post("runs/search", search).at("/runs/0/info/run_id");
        return new MlflowRun(client, found.isTextual() ? found.textValue() : create(client, experimentId, run));
    }

    private static String experiment(MlflowClient client, String name) {
        return client.get("experiments/get-by-name", Map.of("experiment_name", name))
                .map(found -> found.at("/experiment/experiment_id").asText())
                .orElseGet(() -> client.post(
                                "experiments/create", MlflowClient.object().put("name", name))
                        .path("experiment_id")
                        .asText());
    }

    private static String create(MlflowClient client, String experimentId, RunRequested run) {
        ObjectNode create = MlflowClient.object()
                .put("experiment_id", experimentId)
                .put("run_name", run.runId())
                .put("start_time", run.requestedAt().toEpochMilli());
        var tags = create.putArray("tags");
        tags.addObject().put("key", TAG).put("value", run.runId());
        tags.addObject().put("key", "mlflow.source.name").put("value", "millrace");
        tags.addObject().put("key", "millrace.name").put("value", run.name());
        return client.post("runs/create", create).at("/run/info/run_id").asText();
    }

    /// Says what the run was asked for. MLflow takes the same parameter with the same value as often as it comes.
    void logParameters(RunRequested run) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("dataset", run.dataset().toString());
        parameters.put("batch_size", String.valueOf(run.fit().batchSize()));
        parameters.put("epochs", String.valueOf(run.fit().epochs()));
        parameters.put("validation_split", String.valueOf(run.fit().validationSplit()));
        parameters.put("shuffle", String.valueOf(run.fit().shuffle()));
        parameters.put("seed", String.valueOf(run.fit().seed()));
        JsonNode optimizer = run.compile().path("optimizer");
        parameters.put("optimizer", named(optimizer));
        JsonNode rate = optimizer.path("config").path("learning_rate");
        if (!rate.isMissingNode()) {
            parameters.put("learning_rate", named(rate));
        }
        parameters.put("loss", named(run.compile().path("loss")));
        JsonNode layers = run.model().at("/config/layers");
        parameters.put(
                "layers",
                String.valueOf(
                        layers.isArray()
                                ? layers.size()
                                : run.model().path("layers").size()));
        ObjectNode batch = MlflowClient.object().put("run_id", id);
        var params = batch.putArray("params");
        parameters.forEach((key, value) -> params.addObject().put("key", key).put("value", shortened(value)));
        client.post("runs/log-batch", batch);
    }

    /// The class of an object of Keras's, or what else stands there.
    private static String named(JsonNode node) {
        JsonNode name = node.path("class_name");
        return name.isTextual() ? name.textValue() : node.isTextual() ? node.textValue() : node.toString();
    }

    private static String shortened(String value) {
        return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    /// The steps at which the metric `key` has a value already.
    Set<Long> steps(String key) {
        Set<Long> steps = new HashSet<>();
        String page = "";
        do {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("run_id", id);
            query.put("metric_key", key);
            query.put("max_results", String.valueOf(PAGE));
            if (!page.isEmpty()) {
                query.put("page_token", page);
            }
            JsonNode answer = client.get("metrics/get-history", query).orElseGet(MlflowClient::object);
            answer.path("metrics")
                    .forEach(metric -> steps.add(metric.path("step").asLong()));
            page = answer.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return steps;
    }

    /// How the run ended.
    void end(Event end) {
        String status = switch (end) {
            case Event.Completed e -> "FINISHED";
            case Event.Stopped e -> "KILLED";
            case Event.Failed e -> "FAILED";
            case Event.Rejected e -> "FAILED";
            case Event.Accepted e -> "RUNNING";
            case Event.Started e -> "RUNNING";
            case Event.Retried e -> "RUNNING";
            case Event.Heartbeat e -> "RUNNING";
            case Event.CommandApplied e -> "RUNNING";
            case Event.EpochEnded e -> "RUNNING";
            case Event.CallbacksApplied e -> "RUNNING";
            case Event.Checkpointed e -> "RUNNING";
            case Event.Evaluated e -> "RUNNING";
        };
        client.post(
                "runs/update",
                MlflowClient.object()
                        .put("run_id", id)
                        .put("status", status)
                        .put("end_time", end.time().toEpochMilli()));
    }
}
