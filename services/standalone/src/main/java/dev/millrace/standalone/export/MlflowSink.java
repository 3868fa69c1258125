package dev.millrace.standalone.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A run at MLflow, whose metrics are called by split: `train/loss`, `validation/epoch_accuracy`. They are sent in
/// batches.
///
/// An export that goes on after another sends what MLflow does not have yet.
final class MlflowSink implements Sink {
    /// The most metrics that MLflow takes at once.
    static final int MOST_AT_ONCE = 1000;

    private final MlflowClient client;
    private final MlflowRun run;
    private final Map<String, Set<Long>> sent = new HashMap<>();
    private ArrayNode metrics;
    private ObjectNode batch;

    /// @param experiment name of the experiment that the run belongs to
    MlflowSink(MlflowClient client, String experiment, RunRequested request) {
        this.client = client;
        this.run = MlflowRun.of(client, experiment, request);
        run.logParameters(request);
        this.batch = MlflowClient.object();
        this.metrics = batch.putArray("metrics");
    }

    @Override
    public void add(Point point) {
        point.values().forEach((name, value) -> {
            String key = Point.folder(point.split()) + "/" + point.tag(name);
            if (sent.computeIfAbsent(key, run::steps).add(point.number())) {
                metrics.addObject()
                        .put("key", key)
                        .put("value", value)
                        .put("timestamp", point.time().toEpochMilli())
                        .put("step", point.number());
            }
            if (metrics.size() == MOST_AT_ONCE) {
                flush();
            }
        });
    }

    @Override
    public void flush() {
        if (!metrics.isEmpty()) {
            client.post("runs/log-batch", batch.put("run_id", run.id()));
            batch = MlflowClient.object();
            metrics = batch.putArray("metrics");
        }
    }

    @Override
    public void end(Event end) {
        run.end(end);
    }

    @Override
    public String place() {
        return client.server() + ", run " + run.id();
    }

    @Override
    public void close() {
        client.close();
    }
}
