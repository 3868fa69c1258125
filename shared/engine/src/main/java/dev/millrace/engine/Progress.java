package dev.millrace.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// How far training has come. Valid until whoever was told it returns.
///
/// @param epoch the current one, counted from 1
/// @param epochs how many there will be
/// @param step gradient updates of this epoch so far
/// @param steps gradient updates of an epoch
/// @param scores what computes `values`: after most steps nobody asks
/// @param elapsedNanos since the epoch began
/// @param epochEnded whether `values` are the epoch's last, validation included
public record Progress(
        int epoch,
        int epochs,
        int step,
        int steps,
        Supplier<Map<String, Double>> scores,
        long elapsedNanos,
        boolean epochEnded) {
    /// Loss and metrics so far, in the order in which they are shown: a copy.
    public Map<String, Double> values() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(scores.get()));
    }
}
