package dev.millrace.standalone.owndata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.loader.LoadPlan;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.runs.RunIds;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.command.Replay;
import dev.millrace.standalone.crash.Jvm;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Data of every kind, from the file through Kafka to a prediction. All runs go on at once; in the middle of each the
/// process with all services is killed, and another goes on.
@ExtendWith(OwnBrokerExtension.class)
final class OwnDataTest {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    private final EmbeddedBroker broker;
    private final Path folder;

    OwnDataTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    @Test
    void shouldEndWithTheSameWeightsThoughAllServicesAreKilled() throws Exception {
        Connection connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        Map<RunRequested, OwnData> runs = new LinkedHashMap<>();
        try (var client = new RunClient(connection)) {
            for (OwnData data : OwnData.all(folder)) {
                runs.put(client.submit(request(data)), data);
            }
            Set<RunRequested> toStrike = new HashSet<>(runs.keySet());
            while (!toStrike.isEmpty()) {
                Process services = services(runs.size());
                try {
                    Set<RunRequested> inTheMiddle = new HashSet<>();
                    Await.until(DEADLINE, "a run that was not struck yet is in the middle", () -> {
                        toStrike.removeIf(run -> isOver(client.events(run)));
                        toStrike.stream().filter(run -> has(client.events(run))).forEach(inTheMiddle::add);
                        return !inTheMiddle.isEmpty() || toStrike.isEmpty();
                    });
                    toStrike.removeAll(inTheMiddle);
                } finally {
                    services.destroyForcibly().waitFor();
                }
            }
            Process last = services(runs.size());
            try {
                Await.until(
                        DEADLINE,
                        "every run has its scores, or has failed",
                        () -> runs.keySet().stream().allMatch(run -> isOver(client.events(run))));
            } finally {
                last.destroyForcibly().waitFor();
            }
            for (var run : runs.entrySet()) {
                check(client, run.getKey(), run.getValue());
            }
        }
    }

    private void check(RunClient client, RunRequested run, OwnData data) {
        List<Event> events = client.events(run);
        assertThat(events).as(data.name()).noneMatch(e -> e instanceof Event.Failed || e instanceof Event.Rejected);
        assertThat(events.stream().filter(Event.Started.class::isInstance))
                .as("it was interrupted: " + data.name())
                .hasSizeGreaterThan(1);
        LoadPlan plan = LoadPlan.of(
                run,
                description -> Datasets.source(description)
                        .open(DataFolders.of(Optional.empty(), Map.of(), folder), Progress.none()));
        Replay.Result replayed = new Replay(run, events, plan, KernelChoice.FASTEST).run();
        assertThat(replayed.difference()).as(data.name()).isEmpty();
        assertThat(replayed.checkpoints()).as(data.name()).isGreaterThan(1);
        assertThat(replayed.step()).as(data.name()).isEqualTo(plan.steps());

        var cli = new Cli(folder);
        Path model = folder.resolve(run.runId() + ".keras");
        Cli.Answer kept =
                cli.run("checkpoint", run.runId(), "--out", model.toString(), "--bootstrap", broker.bootstrapServers());
        assertThat(kept.code()).as(kept.err()).isZero();
        String[] predict = new String[data.raw().size() + 2];
        predict[0] = "predict";
        predict[1] = model.toString();
        for (int i = 0; i < data.raw().size(); i++) {
            predict[i + 2] = data.raw().get(i).toString();
        }
        Cli.Answer predicted = cli.run(predict);
        assertThat(predicted.code()).as(predicted.err()).isZero();
        List<String> rows = predicted.out().lines().skip(1).toList();
        assertThat(rows).as(data.name()).hasSize(data.predictions());
        assertThat(rows).as(data.name()).allMatch(row -> row.split(",", -1)[1].matches(data.answers()));
    }

    private static boolean has(List<Event> events) {
        return events.stream().anyMatch(Event.Checkpointed.class::isInstance);
    }

    /// Whether a run has ended, and its last checkpoint is scored.
    static boolean isOver(List<Event> events) {
        boolean completed = events.stream().anyMatch(Event.Completed.class::isInstance);
        long end = events.stream()
                .filter(Event.Completed.class::isInstance)
                .mapToLong(e -> ((Event.Completed) e).step())
                .findFirst()
                .orElse(0);
        boolean scored = events.stream().anyMatch(e -> e instanceof Event.Evaluated scores && scores.step() == end);
        return completed ? scored : events.stream().anyMatch(Event::ends);
    }

    private Process services(int trainers) throws IOException {
        List<String> command = Jvm.here()
                .command(
                        "services",
                        List.of("-Xmx512m"),
                        ServicesProcess.class,
                        List.of(broker.bootstrapServers(), folder.toString(), String.valueOf(trainers)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        new File(folder.resolve("services.log").toString())))
                .start();
    }

    private static RunRequested request(OwnData data) {
        Instant now = Instant.now();
        return new RunRequested(
                RunIds.next(data.name(), now),
                data.name(),
                data.dataset(),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                new RunRequested.FitRef(data.batchSize(), data.epochs(), 0, true, 7, Map.of()),
                now);
    }
}
