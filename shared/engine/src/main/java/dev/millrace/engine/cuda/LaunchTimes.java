package dev.millrace.engine.cuda;

import java.util.LinkedHashMap;
import java.util.Map;

/// How long kernels take, each launched by itself: without the graph that steps are otherwise, which saves most of the
/// time between them. Not thread-safe.
public final class LaunchTimes {
    private final Map<String, Double> micros = new LinkedHashMap<>();

    void add(String kernel, double more) {
        micros.merge(kernel, more, Double::sum);
    }

    /// Microseconds on the device by kernel, in the order in which they first came, of all launches.
    public Map<String, Double> micros() {
        return new LinkedHashMap<>(micros);
    }

    /// Forgets all.
    public void reset() {
        micros.clear();
    }
}
