package dev.millrace.benchmarks;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.standalone.experiment.Plot;
import dev.millrace.standalone.experiment.Statistics;
import dev.millrace.wire.Event;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `start`: seconds from the start of `millrace train` to the first trained step, and what they are made of.
///
/// The command is not touched while it runs: the times are read afterwards, from what the JVM logged, the file with
/// the broker's address, and the topics.
@Command(
        name = "start",
        description = {
            "Seconds from the start of './millrace train' to its first trained step, and what they are made of.",
            "The first run may find less in the system's caches than the others, and stands alone."
        },
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    private static final String LAUNCHER = Machine.root().resolve("millrace").toString();
    private static final DateTimeFormatter LOGGED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    private static final Map<String, ToDoubleFunction<Started>> PHASES = new LinkedHashMap<>();

    static {
        PHASES.put("JVM is there", Started::vm);
        PHASES.put("dataset opened, run checked", Started::checked);
        PHASES.put("broker ready", Started::broker);
        PHASES.put("run accepted", Started::accepted);
        PHASES.put("trainer started", Started::started);
        PHASES.put("first step trained", Started::trained);
    }

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N", description = "Runs. Default: 5.")
    private int rounds;

    @Option(
            names = "--dataset",
            defaultValue = "digits",
            paramLabel = "NAME",
            description = "mnist (MILLRACE_DATA names the folder) or digits, which is drawn. Default: digits.")
    private String dataset = "";

    @Override
    public Integer call() throws IOException {
        if (rounds < 2) {
            throw new MeasurementException(
                    "There is a first run, and at least one other. Received: --rounds " + rounds);
        }
        // What is not built is built now.
        new Child(List.of(LAUNCHER, "--version"), Map.of()).output();
        List<Started> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            System.err.println("Round " + (round + 1) + "/" + rounds);
            try (var home = TemporaryFolder.create()) {
                runs.add(start(home.path()));
            }
        }
        List<Started> warm = runs.subList(1, runs.size());
        var table = new Table("seconds from the start", "first run", "median of the others", "of that, this part");
        double before = 0;
        for (Map.Entry<String, ToDoubleFunction<Started>> phase : PHASES.entrySet()) {
            double median = Statistics.median(
                    warm.stream().map(phase.getValue()::applyAsDouble).toList());
            table.add(
                    phase.getKey(),
                    Table.number(2, phase.getValue().applyAsDouble(runs.getFirst())),
                    Table.number(2, median),
                    Table.number(2, median - before));
            before = median;
        }
        Findings.publish("start", runs, table, plot(runs));
        return 0;
    }

    private Started start(Path home) throws IOException {
        Path log = home.resolve("jvm.log");
        Instant began = Instant.now();
        new Child(
                        List.of(LAUNCHER, "train", "--dataset", dataset, "--epochs", "1", "--json"),
                        Map.of(
                                "MILLRACE_HOME",
                                home.toString(),
                                "MILLRACE_JAVA_OPTS",
                                "-Xlog:startuptime:file=" + log + ":time"))
                .output();
        Instant vm = OffsetDateTime.parse(logged(log), LOGGED).toInstant();
        Instant broker = Files.getLastModifiedTime(home.resolve("broker.json")).toInstant();
        try (var again = EmbeddedBroker.start(home.resolve("kafka"))) {
            Connection connection = Connection.to(again.bootstrapServers());
            RunRequested run = first(connection, Topics.RUNS, RunRequested.class, began, RunRequested.class);
            var accepted = first(connection, Topics.EVENTS, Event.class, began, Event.Accepted.class);
            var started = first(connection, Topics.EVENTS, Event.class, began, Event.Started.class);
            Metric metric = first(connection, Topics.METRICS, Metric.class, began, Metric.class);
            return new Started(
                    since(began, vm),
                    since(began, run.requestedAt()),
                    since(began, broker),
                    since(began, accepted.time()),
                    since(began, started.time()),
                    since(began, metric.time()));
        }
    }

    private static String logged(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("Create VM"))
                    .map(line -> line.substring(1, line.indexOf(']')))
                    .findFirst()
                    .orElseThrow(() -> new MeasurementException("The JVM has not logged when it was created."));
        }
    }

    private static <T, F extends T> F first(
            Connection connection, Topic topic, Class<T> type, Instant from, Class<F> wanted) {
        try (var tail = TopicReader.ofAll(connection, topic, type, from)) {
            return tail.pollToEnd().stream()
                    .filter(wanted::isInstance)
                    .map(wanted::cast)
                    .findFirst()
                    .orElseThrow(() -> new MeasurementException(topic.name() + " tells of no " + wanted));
        }
    }

    private static double since(Instant began, Instant then) {
        return Duration.between(began, then).toNanos() / 1e9;
    }

    private static Plot plot(List<Started> runs) {
        return new Plot(
                "From the start of 'millrace train' to its first trained step",
                List.of(new Plot.Panel(
                        new Plot.Axis("run", false),
                        new Plot.Axis("seconds from the start", false),
                        PHASES.entrySet().stream()
                                .map(phase -> new Plot.Series(
                                        phase.getKey(),
                                        IntStream.range(0, runs.size())
                                                .mapToObj(i -> new Plot.Point(
                                                        i + 1, phase.getValue().applyAsDouble(runs.get(i))))
                                                .toList()))
                                .toList())));
    }
}
