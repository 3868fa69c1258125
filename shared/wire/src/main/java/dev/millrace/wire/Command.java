package dev.millrace.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/// Something is asked of a run; its trainer obeys between two steps, and says after which: [Event.CommandApplied].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = Command.CheckpointNow.class, name = "checkpoint-now"),
    @JsonSubTypes.Type(value = Command.SetLearningRate.class, name = "set-learning-rate"),
})
public sealed interface Command {
    String runId();

    Instant time();

    /// Make a checkpoint and end.
    record Stop(String runId, Instant time) implements Command {}

    /// Make a checkpoint and go on.
    record CheckpointNow(String runId, Instant time) implements Command {}

    /// Train on with another step size.
    ///
    /// @param learningRate of every update after; positive and finite
    record SetLearningRate(String runId, Instant time, double learningRate) implements Command {
        public SetLearningRate {
            if (!(learningRate > 0 && Double.isFinite(learningRate))) {
                throw new IllegalArgumentException(
                        "A learning rate is a positive, finite number. Received: " + learningRate);
            }
        }
    }
}
