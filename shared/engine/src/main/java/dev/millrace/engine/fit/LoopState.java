package dev.millrace.engine.fit;

import java.util.List;

/// Where a loop stands between two steps, and what it depends on besides the model.
///
/// @param epoch of the next step, or the one whose end is still to be told; counted from 0
/// @param stepInEpoch steps of that epoch that were made
/// @param step gradient updates made since training began
/// @param scores the sums behind the epoch's loss and metrics
/// @param callbacks what each callback remembers, in their order
public record LoopState(int epoch, int stepInEpoch, long step, List<Double> scores, List<CallbackState> callbacks) {
    public LoopState {
        scores = List.copyOf(scores);
        callbacks = List.copyOf(callbacks);
    }
}
