package dev.millrace.trainer;

import dev.millrace.engine.TrainingMemory;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.RunRequested;

/// What a run trains, read from its request.
///
/// @param runId whose mini-batches are trained, and no others
public record RunDescription(String runId, Sequential model, Compile compile, Fit fit) {
    /// Reads the request.
    ///
    /// @throws dev.millrace.nn.DescriptionException if it is not sound
    public static RunDescription of(RunRequested run) {
        RunSpec spec = RunSpec.of(run);
        return new RunDescription(spec.runId(), spec.model(), spec.compile(), spec.fit());
    }

    /// What training it takes.
    public TrainingMemory memory() {
        return TrainingMemory.of(model, compile, fit.batchSize());
    }
}
