package dev.millrace.benchmarks;

import dev.millrace.standalone.experiment.Plot;
import dev.millrace.standalone.experiment.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How fast the readers of a table were.
final class CsvResults {
    private final int rows;
    private final int columns;
    private final int batchSize;
    private final Map<String, String> skipped;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /// @param rows of the table
    /// @param columns of the table, beside the target
    CsvResults(int rows, int columns, int batchSize, Map<String, String> skipped) {
        this.rows = rows;
        this.columns = columns;
        this.batchSize = batchSize;
        this.skipped = skipped;
    }

    /// One process.
    record Turn(String contestant, int round, Fitted fitted) {}

    /// A process that broke.
    record Failure(String contestant, String reason) {}

    /// @throws MeasurementException if other than all rows were read
    void add(CsvContestant contestant, int round, Fitted fitted) {
        double read = fitted.test().getOrDefault("rows", Double.NaN);
        if (read != rows) {
            throw new MeasurementException("Not all rows were read. Received: " + read + ", expected: " + rows + ".");
        }
        turns.add(new Turn(contestant.name(), round, fitted));
    }

    void fail(CsvContestant contestant, String reason) {
        failures.add(new Failure(contestant.name(), reason));
    }

    Object measurements() {
        return Map.of(
                "rows",
                rows,
                "columns",
                columns,
                "batch_size",
                batchSize,
                "turns",
                turns,
                "failures",
                failures,
                "skipped",
                skipped);
    }

    Table table() {
        var table = new Table("contestant", "rows/s, first epoch", "from", "to", "rows/s, later epochs", "from", "to");
        for (String name : names()) {
            List<String> cells = new ArrayList<>(List.of(name));
            cells.addAll(cells(name, fitted -> fitted.seconds().getFirst()));
            cells.addAll(cells(name, Fitted::secondsPerEpoch));
            table.add(cells.toArray(String[]::new));
        }
        failures.forEach(failure -> table.add(failure.contestant(), "failed", "-", "-", "-", "-", "-"));
        return table;
    }

    private List<String> names() {
        return turns.stream().map(Turn::contestant).distinct().toList();
    }

    /// Rows per second: the median of the rounds, the least and the most.
    private List<String> cells(String name, ToDoubleFunction<Fitted> seconds) {
        List<Double> perSecond = of(name).stream()
                .map(fitted -> rows / seconds.applyAsDouble(fitted))
                .sorted()
                .toList();
        return List.of(
                Table.number(0, Statistics.median(perSecond)),
                Table.number(0, perSecond.getFirst()),
                Table.number(0, perSecond.getLast()));
    }

    private List<Fitted> of(String name) {
        return turns.stream()
                .filter(turn -> turn.contestant().equals(name))
                .map(Turn::fitted)
                .toList();
    }

    /// Rows per second in each epoch, the median of the rounds.
    Plot plot() {
        return new Plot(
                "Rows per second from a CSV file of " + rows + " x " + columns + ", median",
                List.of(new Plot.Panel(
                        new Plot.Axis("epoch", false),
                        new Plot.Axis("rows per second", true),
                        names().stream().map(this::series).toList())));
    }

    private Plot.Series series(String name) {
        List<Fitted> own = of(name);
        int epochs =
                own.stream().mapToInt(fitted -> fitted.seconds().size()).min().orElse(0);
        return new Plot.Series(
                name,
                IntStream.range(0, epochs)
                        .mapToObj(epoch -> new Plot.Point(
                                epoch + 1,
                                rows
                                        / Statistics.median(own.stream()
                                                .map(fitted -> fitted.seconds().get(epoch))
                                                .toList())))
                        .toList());
    }
}
