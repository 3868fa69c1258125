package dev.millrace.gateway.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.AlertRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is known of one run but its points, events, checkpoints and reports.
///
/// @param data what every example looks like; absent before the run is accepted
/// @param notes of how the data was read
/// @param provenance of the newest checkpoint
/// @param learningRate of the next update; absent where it cannot be told
public record RunDetail(
        RunRow run,
        Request request,
        @Nullable JsonNode data,
        List<String> notes,
        @Nullable Integer trainingSamples,
        @Nullable Integer validationSamples,
        @Nullable Integer testSamples,
        @Nullable Integer stepsPerEpoch,
        CheckpointManifest.@Nullable Provenance provenance,
        Notes annotation,
        List<Alert> alerts,
        List<Curve> curves,
        @Nullable Double learningRate,
        Pipeline pipeline) {
    /// What was asked for, with the model in full once a data-loader has completed it.
    public record Request(JsonNode dataset, JsonNode model, JsonNode compile, RunRequested.FitRef fit) {}

    /// What people say of the run.
    public record Notes(List<String> tags, String note, boolean archived, List<AlertRule> alerts) {}

    /// Something to be warned of, and since when.
    ///
    /// @param rule in words
    public record Alert(
            String rule,
            @Nullable Long sinceStep,
            @Nullable Instant since,
            @Nullable Double value) {}

    /// A curve that can be asked for.
    ///
    /// @param points how many it has
    public record Curve(Split split, String metric, int points, double last, double min, double max) {}
}
