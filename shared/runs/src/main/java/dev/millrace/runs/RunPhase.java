package dev.millrace.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a run is between its request and its end.
public enum RunPhase {
    /// No data-loader has answered yet.
    QUEUED,
    /// A data-loader has accepted it; no trainer has begun.
    ACCEPTED,
    /// A trainer is at work.
    RUNNING,
    /// A trainer was at work and has sent no heartbeat for [RunState#SILENCE].
    SILENT,
    /// Every epoch was trained.
    COMPLETED,
    /// It was ended by a command.
    STOPPED,
    /// It could not go on.
    FAILED,
    /// It could not be done as it was asked for.
    REJECTED,
    /// No service could read the request.
    MALFORMED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /// The name in JSON and for people: `queued`.
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /// Whether nothing more will be trained.
    public boolean isOver() {
        return switch (this) {
            case QUEUED, ACCEPTED, RUNNING, SILENT -> false;
            case COMPLETED, STOPPED, FAILED, REJECTED, MALFORMED -> true;
        };
    }
}
