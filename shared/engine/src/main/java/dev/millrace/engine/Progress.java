package dev.millrace.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How far training has come.
///
/// @param epoch the current one, counted from 1
/// @param epochs how many there will be
/// @param step gradient updates of this epoch so far
/// @param steps gradient updates of an epoch
/// @param values loss and metrics so far, in the order in which they are shown
/// @param elapsedNanos since the epoch began
/// @param epochEnded whether `values` are the epoch's last, validation included
public record Progress(
        int epoch, int epochs, int step, int steps, Map<String, Double> values, long elapsedNanos, boolean epochEnded) {
    public Progress {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
