package dev.millrace.runs.client;

import dev.millrace.wire.Event;
import dev.millrace.wire.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a run ended.
///
/// @param end absent where following was broken off
/// @param epochs that were trained, in their order
/// @param scored the last checkpoint's scores, if an evaluator gave any in time
public record RunResult(Optional<Event> end, List<Event.EpochEnded> epochs, Optional<Event.Evaluated> scored) {
    public RunResult {
        epochs = List.copyOf(epochs);
    }

    /// Whether every epoch was trained.
    public boolean completed() {
        return end.isPresent() && end.get() instanceof Event.Completed;
    }

    /// The last checkpoint's name, where there is one.
    public Optional<String> checkpoint() {
        return end.flatMap(e -> switch (e) {
            case Event.Completed c -> Optional.of(c.checkpoint());
            case Event.Stopped s -> Optional.of(s.checkpoint());
            default -> Optional.empty();
        });
    }

    /// Loss and metrics on the test split; empty where nobody gave any.
    public Map<String, Double> test() {
        return scored.map(e -> e.values().getOrDefault(Split.TEST.wireName(), Map.<String, Double>of()))
                .orElse(Map.of());
    }

    /// Why there is no trained model; empty where there is one.
    public Optional<String> failure() {
        return end.flatMap(e -> switch (e) {
            case Event.Failed f -> Optional.of(f.reason());
            case Event.Rejected r -> Optional.of(r.reason());
            default -> Optional.empty();
        });
    }
}
