package dev.millrace.trainer;

import dev.millrace.wire.Event;
import dev.millrace.wire.Split;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The scores of the validation that callbacks are told at epochs' ends, by the step that was the epoch's last: what a
/// trainer before this one told them, else what an evaluator has said. For one thread.
public final class Verdicts {
    private final Map<Long, Map<String, Double>> told = new TreeMap<>();
    private final Map<Long, Map<String, Double>> scored = new TreeMap<>();

    /// The next event of the run.
    public void hear(Event event) {
        switch (event) {
            case Event.CallbacksApplied e -> told.putIfAbsent(e.step(), ofValidation(e.values()));
            case Event.Evaluated e -> {
                if (e.values().containsKey(Split.VALIDATION.wireName())) {
                    scored.putIfAbsent(e.step(), ofValidation(e.values()));
                }
            }
            default -> {}
        }
    }

    private static Map<String, Double> ofValidation(Map<String, Map<String, Double>> values) {
        return values.getOrDefault(Split.VALIDATION.wireName(), Map.of());
    }

    /// What callbacks were told after `step` by a trainer before this one.
    public Optional<Map<String, Double>> told(long step) {
        return Optional.ofNullable(told.get(step));
    }

    /// What callbacks are to be told after `step`; absent until somebody has scored its checkpoint.
    public Optional<Map<String, Double>> after(long step) {
        return told(step).or(() -> Optional.ofNullable(scored.get(step)));
    }
}
