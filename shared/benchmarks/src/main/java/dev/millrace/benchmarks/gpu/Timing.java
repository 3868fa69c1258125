package dev.millrace.benchmarks.gpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Microseconds a step, of several chunks of many steps each: the middle one, the least and the most.
record Timing(double median, double least, double most, int chunks, int stepsPerChunk) {
    /// Steps after which scores are read; `steps.py` does as much.
    static final int READ_EVERY = 100;

    private static final double WARM_UP_SECONDS = 1.5;
    private static final double CHUNK_SECONDS = 0.2;
    private static final double SECONDS = 3;
    private static final int FEWEST = 3;
    private static final int MOST = 9;

    /// What is timed.
    interface Steps {
        /// Takes so many steps, reads scores after each [#READ_EVERY], and waits for the last.
        void take(int count);
    }

    /// Warms up, then takes times.
    static Timing of(Steps steps) {
        double warm = 0;
        double last = 0;
        while (warm < WARM_UP_SECONDS) {
            last = seconds(steps, READ_EVERY);
            warm += last;
        }
        int size = READ_EVERY * Math.max(1, (int) Math.ceil(CHUNK_SECONDS / last));
        List<Double> times = new ArrayList<>();
        double spent = 0;
        while (times.size() < FEWEST || (spent < SECONDS && times.size() < MOST)) {
            double seconds = seconds(steps, size);
            spent += seconds;
            times.add(seconds / size * 1e6);
        }
        Collections.sort(times);
        return new Timing(times.get(times.size() / 2), times.getFirst(), times.getLast(), times.size(), size);
    }

    private static double seconds(Steps steps, int count) {
        long began = System.nanoTime();
        steps.take(count);
        return (System.nanoTime() - began) / 1e9;
    }

    /// For people.
    String text() {
        return String.format(Locale.ROOT, "%.1f µs (%.1f to %.1f)", median, least, most);
    }

    Map<String, Object> numbers() {
        return Map.of("micros", median, "least", least, "most", most, "chunks", chunks, "stepsPerChunk", stepsPerChunk);
    }
}
