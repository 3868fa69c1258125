package dev.millrace.runs;

import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.time.Instant;

/// How one run stands, in a line.
///
/// @param epoch the last that was begun, counted from 1; 0 before the first
/// @param epochs that were asked for
/// @param step gradient updates made
/// @param detail why, since when or by whom
public record RunSummary(
        String runId, String name, String dataset, RunPhase state, int epoch, int epochs, long step, String detail) {
    /// The summary of a run whose events so far made `state`.
    public static RunSummary of(RunRequested run, RunState state, Instant now) {
        RunPhase phase = state.phase(now);
        return new RunSummary(
                run.runId(),
                run.name(),
                run.datasetKind(),
                phase,
                state.epoch(),
                run.fit().epochs(),
                state.step(),
                detail(run, state, phase));
    }

    /// The summary of a request that no service could read.
    public static RunSummary malformed(String runId, String reason) {
        return new RunSummary(runId, "", "", RunPhase.MALFORMED, 0, 0, 0, reason);
    }

    private static String detail(RunRequested run, RunState state, RunPhase phase) {
        return switch (phase) {
            case QUEUED, ACCEPTED, MALFORMED -> "since " + run.requestedAt();
            case RUNNING ->
                state.signOfLife().map(e -> "by " + e.origin().instance()).orElse("");
            case SILENT -> state.signOfLife().map(e -> "since " + e.time()).orElse("");
            case COMPLETED, STOPPED, FAILED, REJECTED ->
                state.end().map(RunSummary::outcome).orElse("");
        };
    }

    private static String outcome(Event end) {
        return switch (end) {
            case Event.Completed e -> e.checkpoint();
            case Event.Stopped e -> e.checkpoint();
            case Event.Failed e -> e.reason();
            case Event.Rejected e -> e.reason();
            default -> throw new IllegalArgumentException("not an end: " + end);
        };
    }

    /// Whether nothing more will be trained.
    public boolean over() {
        return state.isOver();
    }
}
