package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/// Something is asked of a run; its trainer obeys between two steps.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = Command.CheckpointNow.class, name = "checkpoint-now"),
})
public sealed interface Command {
    String runId();

    Instant time();

    /// Make a checkpoint and end.
    record Stop(String runId, Instant time) implements Command {}

    /// Make a checkpoint and go on.
    record CheckpointNow(String runId, Instant time) implements Command {}
}
