package dev.millrace.gateway.store;

import dev.millrace.runs.Liveness;
import dev.millrace.runs.RunPhase;
import dev.millrace.wire.Split;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one run stands: a row of the table of runs.
///
/// @param since when its liveness began
/// @param epoch the last that was begun, counted from 1; 0 before the first
/// @param epochs where training ends
/// @param steps that the whole run takes; absent where no data-loader has said how many an epoch has
/// @param stepsPerSecond at the last heartbeat; absent unless it runs
/// @param waitingShare share of the time that the trainer waited, at the last heartbeat; absent unless it runs
/// @param best the best score so far
/// @param last the last values by split, then by name
/// @param detail why, or by whom
/// @param alerts how many things there are to be warned of now
public record RunRow(
        String runId,
        String name,
        String dataset,
        RunPhase phase,
        Liveness.State liveness,
        Instant since,
        int epoch,
        int epochs,
        long step,
        @Nullable Long steps,
        @Nullable Double stepsPerSecond,
        @Nullable Double waitingShare,
        @Nullable Best best,
        Map<String, Map<String, Double>> last,
        Instant requestedAt,
        @Nullable Instant endedAt,
        String detail,
        List<String> tags,
        boolean archived,
        int alerts) {
    /// The best value of the metric that counts.
    public record Best(Split split, String metric, double value, long step) {}
}
