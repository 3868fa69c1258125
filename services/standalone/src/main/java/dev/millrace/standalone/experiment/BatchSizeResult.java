package dev.millrace.standalone.experiment;

import dev.millrace.runs.client.RunResult;
import dev.millrace.wire.Event;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the runs of one program with several batch sizes went.
///
/// @param results in the order in which they were trained
record BatchSizeResult(String dataset, String optimizer, int epochs, long seed, List<Row> results) {
    private static final String HEADER = String.format(
            "%10s  %15s  %17s  %13s  %9s",
            "batch size", "steps per epoch", "seconds per epoch", "test accuracy", "test loss");

    BatchSizeResult {
        results = List.copyOf(results);
    }

    /// One batch size.
    ///
    /// @param secondsPerEpoch median, without the first where there are more; null where no epoch was ended
    /// @param seconds of every epoch
    /// @param test loss and metrics on the test split, after the last epoch
    /// @param failure why there is no trained model; empty where there is one
    record Row(
            int batchSize,
            String runId,
            int stepsPerEpoch,
            @Nullable Double secondsPerEpoch,
            List<Double> seconds,
            Map<String, Double> test,
            String failure) {
        static Row of(int batchSize, String runId, int stepsPerEpoch, RunResult result) {
            List<Double> seconds =
                    result.epochs().stream().map(Event.EpochEnded::seconds).toList();
            String failure = result.failure()
                    .orElseGet(() -> result.completed() && result.scored().isPresent() ? "" : "ended early");
            return new Row(batchSize, runId, stepsPerEpoch, perEpoch(seconds), seconds, result.test(), failure);
        }

        static @Nullable Double perEpoch(List<Double> seconds) {
            return seconds.isEmpty() ? null : Double.valueOf(Statistics.perEpoch(seconds));
        }

        private String line() {
            return String.format(
                    Locale.ROOT,
                    "%10d  %15d  %17s  %13s  %9s%s",
                    batchSize,
                    stepsPerEpoch,
                    shown(secondsPerEpoch, "%.2f"),
                    shown(test.get("accuracy"), "%.4f"),
                    shown(test.get("loss"), "%.4f"),
                    failure.isEmpty() ? "" : "  " + failure);
        }

        private static String shown(@Nullable Double value, String format) {
            return value == null ? "-" : String.format(Locale.ROOT, format, value);
        }
    }

    /// The same program with other rows.
    BatchSizeResult with(List<Row> rows) {
        return new BatchSizeResult(dataset, optimizer, epochs, seed, rows);
    }

    /// Whether every run came to its end, with scores.
    boolean complete() {
        return results.stream().allMatch(row -> row.failure().isEmpty());
    }

    /// For people.
    String table() {
        var table = new StringBuilder(HEADER).append(System.lineSeparator());
        results.forEach(row -> table.append(row.line()).append(System.lineSeparator()));
        return table.toString();
    }

    /// Time on the left, accuracy on the right.
    Plot plot() {
        var batchSize = new Plot.Axis("batch size", true);
        return new Plot(
                "Batch size: " + dataset + ", " + optimizer + ", " + epochs + (epochs == 1 ? " epoch" : " epochs"),
                List.of(
                        panel(batchSize, "seconds per epoch", Row::secondsPerEpoch),
                        panel(batchSize, "test accuracy", row -> row.test().get("accuracy"))));
    }

    private Plot.Panel panel(Plot.Axis x, String label, Function<Row, @Nullable Double> value) {
        List<Plot.Point> points = results.stream()
                .flatMap(row -> {
                    Double y = value.apply(row);
                    return y == null ? Stream.of() : Stream.of(new Plot.Point(row.batchSize(), y));
                })
                .sorted(Comparator.comparingDouble(Plot.Point::x))
                .toList();
        return new Plot.Panel(x, new Plot.Axis(label, false), List.of(new Plot.Series(optimizer, points)));
    }
}
