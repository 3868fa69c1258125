package dev.millrace.nn;

import java.util.List;

/// What an optimizer knows between two steps.
///
/// @param iterations steps taken
/// @param slots in the order of `Optimizer.slots`
public record OptimizerState(long iterations, List<Variable> slots) {
    public OptimizerState {
        slots = List.copyOf(slots);
    }
}
