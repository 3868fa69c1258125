package dev.millrace.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/// Whether a run gets on, and since when that is so.
///
/// @param since by the clock of whoever said what it is concluded from
public record Liveness(State state, Instant since) {
    /// What is told apart.
    public enum State {
        /// No trainer has begun.
        WAITING,
        /// Steps are made, or are about to be.
        RUNNING,
        /// The trainer is there and waits: for mini-batches, or for scores.
        STARVED,
        /// The trainer has not been heard of for [RunPulse#STALLED_AFTER].
        STALLED,
        /// Nor has the process, for [RunPulse#DEAD_AFTER].
        DEAD,
        /// The run has ended.
        OVER;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /// The name in JSON and for people: `running`.
        @JsonValue
        public String wireName() {
            return wireName;
        }
    }
}
