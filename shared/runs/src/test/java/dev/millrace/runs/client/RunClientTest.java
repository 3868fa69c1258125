package dev.millrace.runs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runs.Examples;
import dev.millrace.runs.RunPhase;
import dev.millrace.runs.RunSummary;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A client, with a test that plays the services.
@ExtendWith(BrokerExtension.class)
final class RunClientTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Origin TRAINER = new Origin("trainer", "test");

    private final String id = "client-" + UUID.randomUUID();
    private final Connection connection;
    private final RunClient runs;
    private final Publisher services;

    RunClientTest(EmbeddedBroker broker) {
        connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        runs = new RunClient(connection);
        services = new Publisher(connection);
    }

    @AfterEach
    void close() {
        services.close();
        runs.close();
    }

    @Test
    void shouldFindWhatItHasSubmitted() {
        RunRequested asked = submit();
        assertThat(runs.find(id.substring(0, id.length() - 1))).isEqualTo(asked);
        assertThat(runs.summaries())
                .filteredOn(run -> run.runId().equals(id))
                .extracting(RunSummary::state)
                .containsExactly(RunPhase.QUEUED);
        services.event(Examples.completed(id));
        assertThat(runs.summaries())
                .filteredOn(run -> run.runId().equals(id))
                .extracting(RunSummary::state, RunSummary::detail)
                .containsExactly(tuple(RunPhase.COMPLETED, "step-10"));
        assertThat(runs.events(asked)).containsExactly(Examples.completed(id));
    }

    @Test
    void shouldTellHowARunGoesToItsEnd() {
        RunRequested asked = submit();
        List.of(
                        Examples.accepted(id),
                        Examples.started(id, 0),
                        Examples.epochEnded(id, 0),
                        Examples.evaluated(id, 0),
                        Examples.accepted(id),
                        Examples.epochEnded(id, 0),
                        Examples.epochEnded(id, 1),
                        Examples.completed(id),
                        Examples.evaluated(id, 1))
                .forEach(services::event);
        List<String> heard = new ArrayList<>();
        var listener = new RunListener() {
            @Override
            public void accepted(Event.Accepted event) {
                heard.add("accepted");
            }

            @Override
            public void started(Event.Started event) {
                heard.add("started");
            }

            @Override
            public void epochEnded(Event.EpochEnded event, int steps, Map<String, Double> values) {
                heard.add("epoch " + event.epoch() + " of " + steps + " steps " + values);
            }
        };
        try (var watch = runs.watch(asked, listener)) {
            RunResult result = watch.follow(() -> false);
            assertThat(result.completed()).isTrue();
            assertThat(result.checkpoint()).contains("step-10");
            assertThat(result.test()).isEqualTo(Map.of("loss", 0.125));
            assertThat(result.epochs()).extracting(Event.EpochEnded::epoch).containsExactly(0, 1);
        }
        assertThat(heard)
                .containsExactly(
                        "accepted",
                        "started",
                        "epoch 0 of 5 steps {loss=0.5, val_loss=0.25}",
                        "epoch 1 of 5 steps {loss=0.5, val_loss=0.25}");
    }

    @Test
    void shouldWaitUntilACommandWasObeyed() throws InterruptedException, ExecutionException {
        RunRequested asked = submit();
        var rate = new Command.SetLearningRate(id, Instant.now(), 0.5);
        CompletableFuture<Event> answer = CompletableFuture.supplyAsync(() -> runs.untilObeyed(asked, rate));
        var obeyed = new Event.CommandApplied(id, TRAINER, Instant.now(), awaitCommand(asked), 4);
        assertThat(obeyed.command()).isEqualTo(rate);
        services.event(obeyed);
        assertThat(answer.get()).isEqualTo(obeyed);
    }

    @Test
    void shouldSendNoCommandToARunThatIsOver() {
        RunRequested asked = submit();
        services.event(Examples.completed(id));
        Event end = runs.untilOver(asked, new Command.Stop(id, Instant.now()));
        assertThat(end).isEqualTo(Examples.completed(id));
        try (var commands = commands(asked)) {
            assertThat(commands.pollToEnd()).isEmpty();
        }
    }

    @Test
    void shouldHaveNoCheckpointWhereThereIsNone() {
        RunRequested asked = submit();
        assertThat(runs.newestCheckpoint(asked)).isEmpty();
        assertThat(runs.checkpoint(asked, "step-5", Duration.ofMillis(200))).isEmpty();
    }

    private RunRequested submit() {
        return runs.submit(Examples.spec(id)
                .request(
                        "example",
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        "digits",
                                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()),
                        Instant.now()));
    }

    private Command awaitCommand(RunRequested asked) {
        try (var commands = commands(asked)) {
            return Await.untilPresent(
                    DEADLINE,
                    "the command",
                    () -> commands.poll(Duration.ofMillis(100)).stream().findFirst());
        }
    }

    private TopicReader<Command> commands(RunRequested asked) {
        return TopicReader.ofRun(connection, Topics.COMMANDS, id, Command.class, asked.requestedAt());
    }
}
