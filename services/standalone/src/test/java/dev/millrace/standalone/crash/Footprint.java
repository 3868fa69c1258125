package dev.millrace.standalone.crash;

import dev.millrace.standalone.experiment.Plot;
import dev.millrace.standalone.experiment.Statistics;
import dev.millrace.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What some processes and the topics take, read again and again until closed.
final class Footprint implements AutoCloseable {
    private static final double MEGABYTE = 1e6;
    private static final String TOPICS = "topics";

    private final Map<String, Vitals> processes = new TreeMap<>();
    private final Path brokers;
    private final long began = System.nanoTime();
    private final List<Reading> readings = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CompletableFuture<Void> reader;

    /// What one of them takes.
    ///
    /// @param of the process, by its role, or `topics`
    /// @param seconds since the first reading
    /// @param values by what is read
    private record Reading(String of, double seconds, Map<String, Long> values) {}

    /// How a value has changed.
    ///
    /// @param before median over the second quarter of the time
    /// @param after median over the last quarter
    record Change(String of, String what, double before, double after) {
        /// Whether it has grown by no more than `share`, or by no more than `some`.
        boolean within(double share, double some) {
            return after <= before * (1 + share) || after <= before + some;
        }

        @Override
        public String toString() {
            return String.format("%s, %s: %,.0f, then %,.0f", of, what, before, after);
        }
    }

    /// @param pids by role
    /// @param brokers folder of the brokers' data
    Footprint(Map<String, Long> pids, Path brokers, Duration pause) {
        this.brokers = brokers;
        pids.forEach((role, pid) -> processes.put(role, Vitals.of(pid)));
        this.reader = CompletableFuture.runAsync(
                () -> read(pause),
                task -> Thread.ofPlatform().daemon().name("footprint").start(task));
    }

    private void read(Duration pause) {
        try {
            do {
                double seconds = (System.nanoTime() - began) / 1e9;
                processes.forEach((role, vitals) -> add(new Reading(role, seconds, vitals.read())));
                add(new Reading(TOPICS, seconds, TopicSizes.of(brokers)));
            } while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void add(Reading reading) {
        readings.add(reading);
    }

    /// How everything about the processes has changed.
    synchronized List<Change> ofProcesses() {
        return processes.keySet().stream()
                .flatMap(role -> names(role).stream().map(what -> change(role, what)))
                .toList();
    }

    /// How the topics have changed.
    synchronized List<Change> ofTopics() {
        return names(TOPICS).stream().map(what -> change(TOPICS, what)).toList();
    }

    private List<String> names(String of) {
        return readings.stream()
                .filter(reading -> reading.of().equals(of))
                .flatMap(reading -> reading.values().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private Change change(String of, String what) {
        double all = readings.getLast().seconds();
        return new Change(of, what, median(of, what, all / 4, all / 2), median(of, what, all * 3 / 4, all));
    }

    private double median(String of, String what, double from, double to) {
        return Statistics.median(readings.stream()
                .filter(reading -> reading.of().equals(of) && reading.seconds() >= from && reading.seconds() <= to)
                .map(reading -> (double) reading.values().getOrDefault(what, 0L))
                .toList());
    }

    /// Writes all readings, and draws them, to `footprint.json` and `footprint.svg`.
    synchronized void write(Path folder) {
        try {
            Files.write(folder.resolve("footprint.json"), Json.encode(readings));
            Files.writeString(folder.resolve("footprint.svg"), plot().svg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Plot plot() {
        List<Plot.Panel> panels = new ArrayList<>();
        for (String what : List.of("resident", "heap", "committed heap", "code and classes", "direct")) {
            panels.add(panel(what + ", MB", MEGABYTE, processes.keySet(), what));
        }
        for (String what : List.of("threads", "files")) {
            panels.add(panel(what, 1, processes.keySet(), what));
        }
        panels.add(new Plot.Panel(
                minutes(),
                new Plot.Axis("topics, MB", false),
                names(TOPICS).stream()
                        .map(topic -> series(topic, TOPICS, topic, MEGABYTE))
                        .toList()));
        return new Plot("Processes left in peace while others are struck, and the topics", panels);
    }

    private Plot.Panel panel(String label, double unit, Iterable<String> roles, String what) {
        List<Plot.Series> series = new ArrayList<>();
        roles.forEach(role -> series.add(series(role, role, what, unit)));
        return new Plot.Panel(minutes(), new Plot.Axis(label, false), series);
    }

    private static Plot.Axis minutes() {
        return new Plot.Axis("minutes", false);
    }

    private Plot.Series series(String name, String of, String what, double unit) {
        return new Plot.Series(
                name,
                readings.stream()
                        .filter(reading -> reading.of().equals(of))
                        .map(reading -> new Plot.Point(
                                reading.seconds() / 60, reading.values().getOrDefault(what, 0L) / unit))
                        .toList());
    }

    /// Reads no more.
    ///
    /// @throws java.util.concurrent.CompletionException if reading has failed
    @Override
    public void close() {
        end.countDown();
        reader.join();
        processes.values().forEach(Vitals::close);
    }
}
