package dev.millrace.standalone.owndata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.loader.LoadPlan;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Fit;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import dev.millrace.runs.RunIds;
import dev.millrace.runs.RunSpec;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.command.Replay;
import dev.millrace.standalone.crash.Jvm;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Runs whose callbacks watch the validation.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(OwnBrokerExtension.class)
final class CallbacksTest {
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final int EPOCHS = 100;
    private static final long STEPS_PER_EPOCH = 2;

    private final EmbeddedBroker broker;
    private final Path folder;
    private final Connection connection;

    CallbacksTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.broker = broker;
        this.folder = folder;
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
    }

    @Test
    void shouldStopEarlyWithTheBestWeightsThoughAllServicesAreKilled() throws Exception {
        try (var client = new RunClient(connection)) {
            RunRequested run = client.submit(request(
                    EarlyStopping.of(2).withRestoredWeights(),
                    ReduceLROnPlateau.of(1),
                    ModelCheckpoint.of("val_loss")));
            Process killed = services();
            try {
                Await.until(
                        DEADLINE,
                        "callbacks were told of an epoch",
                        () -> !applied(client.events(run)).isEmpty());
            } finally {
                killed.destroyForcibly().waitFor();
            }
            Process last = services();
            List<Event> events;
            try {
                events = Await.untilPresent(DEADLINE, "the run has its scores", () -> {
                    List<Event> told = client.events(run);
                    return finalScores(told).isPresent() || told.stream().anyMatch(CallbacksTest::isFailure)
                            ? Optional.of(told)
                            : Optional.empty();
                });
            } finally {
                last.destroyForcibly().waitFor();
            }
            check(client, run, events);
        }
    }

    private void check(RunClient client, RunRequested run, List<Event> events) throws IOException {
        assertThat(events).noneMatch(CallbacksTest::isFailure);
        assertThat(events.stream().filter(Event.Started.class::isInstance)).hasSizeGreaterThan(1);
        List<Event.CallbacksApplied> applied = applied(events);
        assertThat(applied.stream().map(Event.CallbacksApplied::epoch)).doesNotHaveDuplicates();
        assertThat(applied).hasSizeLessThan(EPOCHS);
        Event.CallbacksApplied last = applied.getLast();
        assertThat(applied).allMatch(e -> e.stopTraining() == e.equals(last));
        Event.CallbacksApplied best = applied.get(applied.size() - 3);
        Event.Completed completed = completed(events).orElseThrow();
        assertThat(completed.notes())
                .containsExactly(
                        "Epoch " + (last.epoch() + 1) + ": early stopping",
                        "Restoring model weights from the end of the best epoch: " + (best.epoch() + 1) + ".");
        assertThat(finalScores(events).orElseThrow().values().get("validation"))
                .isEqualTo(best.values().get("validation"));
        assertThat(last.kept()).hasSize(1);
        assertThat(client.checkpoint(run, last.kept().getFirst(), Duration.ofSeconds(20)))
                .isPresent();
        LoadPlan plan = LoadPlan.of(
                run,
                description -> Datasets.source(description)
                        .open(DataFolders.of(Optional.empty(), Map.of(), folder), Progress.none()));
        Replay.Result replayed = new Replay(run, events, plan, KernelChoice.FASTEST).run();
        assertThat(replayed.difference()).isEmpty();
        assertThat(replayed.step()).isEqualTo(completed.step());
        assertThat(replayed.checkpoints()).isGreaterThan(applied.size());
    }

    @Test
    void shouldFailWhenNobodyScores() throws Exception {
        try (var client = new RunClient(connection);
                var loader = RunService.shared(connection, loader());
                var trainer = RunService.shared(
                        connection,
                        new TrainerRole(
                                Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(2), KernelChoice.FASTEST))) {
            assertThat(List.of(loader, trainer)).hasSize(2);
            RunRequested run = client.submit(request(EarlyStopping.of(2)));
            Event end = Await.untilPresent(
                    DEADLINE,
                    "the run has ended",
                    () -> client.events(run).stream().filter(Event::ends).findFirst());
            assertThat(end)
                    .isInstanceOfSatisfying(
                            Event.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .contains(
                                            "No evaluator has scored the checkpoint after step 2 within 2 s, and EarlyStopping waits")
                                    .contains("Start an evaluator"));
        }
    }

    /// Epochs are shorter here than the time between two looks at the commands.
    @Test
    void shouldApplyCommandsWhenTheEpochHasEnded() throws Exception {
        try (var client = new RunClient(connection);
                var publisher = new Publisher(connection);
                var loader = RunService.shared(connection, loader());
                var trainer = RunService.shared(
                        connection,
                        new TrainerRole(Duration.ofSeconds(10), Duration.ZERO, DEADLINE, KernelChoice.FASTEST))) {
            assertThat(List.of(loader, trainer)).hasSize(2);
            RunRequested run = client.submit(request(2, EarlyStopping.of(2)));
            List<Command> commands = new ArrayList<>();
            for (int epoch = 0; epoch < 2; epoch++) {
                Event.Checkpointed made = checkpoint(client, run, (epoch + 1) * STEPS_PER_EPOCH);
                var command = new Command.SetLearningRate(run.runId(), Instant.now(), 0.01 / (epoch + 1));
                commands.add(command);
                publisher.command(command);
                publisher.event(new Event.Evaluated(
                        run.runId(),
                        Origin.here("test"),
                        Instant.now(),
                        made.checkpoint(),
                        epoch,
                        made.step(),
                        Map.of("validation", Map.of("loss", 1.0))));
            }
            List<Event> events = Await.untilPresent(DEADLINE, "the run has ended", () -> {
                List<Event> told = client.events(run);
                return told.stream().anyMatch(Event::ends) ? Optional.of(told) : Optional.empty();
            });
            assertThat(events).noneMatch(CallbacksTest::isFailure);
            assertThat(events.stream()
                            .filter(Event.CommandApplied.class::isInstance)
                            .map(Event.CommandApplied.class::cast)
                            .map(e -> Map.entry(e.command(), e.step())))
                    .containsExactly(
                            Map.entry(commands.get(0), STEPS_PER_EPOCH),
                            Map.entry(commands.get(1), 2 * STEPS_PER_EPOCH));
        }
    }

    private static Event.Checkpointed checkpoint(RunClient client, RunRequested run, long step) {
        return Await.untilPresent(
                DEADLINE,
                "a checkpoint of step " + step,
                () -> client.events(run).stream()
                        .filter(Event.Checkpointed.class::isInstance)
                        .map(Event.Checkpointed.class::cast)
                        .filter(e -> e.step() == step)
                        .findFirst());
    }

    private LoaderRole loader() {
        var folders = DataFolders.of(Optional.empty(), Map.of(), folder);
        return new LoaderRole(8, 1, description -> Datasets.source(description).open(folders, Progress.none()));
    }

    private static boolean isFailure(Event event) {
        return event instanceof Event.Failed || event instanceof Event.Rejected;
    }

    private static List<Event.CallbacksApplied> applied(List<Event> events) {
        return events.stream()
                .filter(Event.CallbacksApplied.class::isInstance)
                .map(Event.CallbacksApplied.class::cast)
                .toList();
    }

    private static Optional<Event.Completed> completed(List<Event> events) {
        return events.stream()
                .filter(Event.Completed.class::isInstance)
                .map(Event.Completed.class::cast)
                .findFirst();
    }

    private static Optional<Event.Evaluated> finalScores(List<Event> events) {
        String checkpoint = completed(events).map(Event.Completed::checkpoint).orElse("");
        return events.stream()
                .filter(Event.Evaluated.class::isInstance)
                .map(Event.Evaluated.class::cast)
                .filter(e -> e.checkpoint().equals(checkpoint))
                .findFirst();
    }

    private Process services() throws IOException {
        List<String> command = Jvm.here()
                .command(
                        "services",
                        List.of("-Xmx512m"),
                        ServicesProcess.class,
                        List.of(broker.bootstrapServers(), folder.toString(), "1"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        new File(folder.resolve("services.log").toString())))
                .start();
    }

    private RunRequested request(CallbackSpec... callbacks) throws IOException {
        return request(EPOCHS, callbacks);
    }

    /// Targets that have nothing to do with the inputs: what is learned of them makes the validation worse. Of
    /// [#STEPS_PER_EPOCH].
    private RunRequested request(int epochs, CallbackSpec... callbacks) throws IOException {
        Random random = new Random(1);
        List<String> rows = new ArrayList<>(List.of("a,b,c,y"));
        for (int i = 0; i < 300; i++) {
            rows.add(String.format(
                    Locale.ROOT,
                    "%.4f,%.4f,%.4f,%.4f",
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian()));
        }
        Path file = Files.write(folder.resolve("noise.csv"), rows);
        JsonNode dataset = new ObjectMapper()
                .readTree("{\"csv\": {\"file\": \"%s\", \"target\": \"y\"}}"
                        .formatted(Objects.requireNonNull(file).toString()));
        Instant now = Instant.now();
        return new RunRequested(
                RunIds.next("noise", now),
                "noise",
                dataset,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                RunSpec.ref(new Fit()
                        .withBatchSize(128)
                        .withEpochs(epochs)
                        .withSeed(7)
                        .withCallbacks(callbacks)),
                now);
    }
}
