package dev.millrace.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.Gateways;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.testkit.crash.Child;
import dev.millrace.testkit.crash.Role;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a gateway says of a run whose processes are stopped, go on, and are killed. How soon it says so is printed.
@ExtendWith(OwnBrokerExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LivenessTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// More than there is time for: it is stopped.
    private static final int EPOCHS = 900;

    /// A trainer measures its first step, and a hundred in an epoch.
    private static final int STEPS_PER_POINT = Workload.STEPS_PER_EPOCH / 100;

    private final Connection connection;
    private final Path folder;
    private final List<Role> roles;
    private final Workload workload;

    LivenessTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.folder = folder;
        int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
        this.roles = new Cast(folder, List.of(port), Jvm.archived(), Optional.empty()).bystanders();
        this.workload = new Workload(folder.resolve("data"), EPOCHS);
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
    }

    @Test
    void shouldSayWhoStandsStillAndShowEachStepOnceThoughATrainerIsKilled() {
        try (var client = new RunClient(connection);
                var gateway = Gateways.start(connection);
                var loader = start(LoaderRole.NAME);
                var trainer = start(TrainerRole.NAME);
                var evaluator = start(EvaluatorRole.NAME)) {
            RunRequested run = client.submit(workload.request("watched", 1));
            URI api = Gateways.address(gateway).resolve("/api/runs/" + run.runId());
            await(api, "running");
            Await.until(
                    DEADLINE,
                    "a checkpoint",
                    () -> !all(client.events(run), Event.Checkpointed.class).isEmpty());

            loader.freeze();
            long starved = await(api, "starved");
            loader.thaw();
            long fed = await(api, "running");
            trainer.freeze();
            long stalled = await(api, "stalled");
            trainer.thaw();
            long awake = await(api, "running");
            System.out.printf(
                    "a data-loader that is stopped: starved after %d ms, running %d ms after its return; "
                            + "a trainer: stalled after %d ms, running after %d ms%n",
                    starved, fed, stalled, awake);

            trainer.kill();
            List<Event.Started> begun;
            try (var another = start(TrainerRole.NAME)) {
                begun = Await.untilPresent(DEADLINE, "another trainer goes on", () -> {
                    List<Event.Started> all = all(client.events(run), Event.Started.class);
                    return all.size() > 1 ? Optional.of(all) : Optional.empty();
                });
                long from = begun.getLast().step();
                Await.until(
                        DEADLINE,
                        "it has trained",
                        () -> all(client.events(run), Event.Heartbeat.class).stream()
                                .anyMatch(beat -> beat.step() > from));
                await(api, "running");
                assertThat(client.untilOver(run, new Command.Stop(run.runId(), Instant.now())))
                        .isInstanceOf(Event.Stopped.class);
                assertThat(another.alive()).isTrue();
            }
            await(api, "over");
            assertThat(begun.getLast().step()).as("from a checkpoint").isPositive();
            List<Long> steps = steps(api);
            assertThat(steps)
                    .as("each step that is measured once, in order")
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, steps.getLast())
                            .filter(step -> step == 1 || step % STEPS_PER_POINT == 0)
                            .boxed()
                            .toList());
            assertThat(steps.getLast()).isGreaterThan(begun.getLast().step());
            assertThat(evaluator.alive()).isTrue();
        }
    }

    private Child start(String name) {
        Role role = roles.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Child.start(name, role.command().apply(Optional.empty()), folder.resolve(name + ".log"));
    }

    /// Waits until the gateway says so.
    ///
    /// @return how long that took, in milliseconds
    private static long await(URI run, String liveness) {
        long began = System.nanoTime();
        Await.until(
                DEADLINE, liveness, () -> json(run).at("/run/liveness").asText().equals(liveness));
        return (System.nanoTime() - began) / 1_000_000;
    }

    /// The steps of the run's curves, as many as there are.
    private static List<Long> steps(URI run) {
        List<Long> steps = new ArrayList<>();
        json(URI.create(run + "/series?points=0")).at("/columns/x").forEach(x -> steps.add(x.longValue()));
        return steps;
    }

    private static JsonNode json(URI address) {
        try (var answer = address.toURL().openStream()) {
            return JSON.readTree(answer);
        } catch (FileNotFoundException e) {
            // The gateway has not heard of the run yet.
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <E extends Event> List<E> all(List<Event> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
