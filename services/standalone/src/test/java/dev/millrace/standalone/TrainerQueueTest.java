package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Datasets;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.runfile.Submission;
import dev.millrace.standalone.run.RunFiles;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a trainer does with a run that it is handed and cannot train: it says so in a sentence, and takes the next.
@ExtendWith(OwnBrokerExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TrainerQueueTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Connection connection;

    TrainerQueueTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
    }

    @Test
    void shouldFailWhatNoDataLoaderHasAccepted(@TempDir Path folder) {
        RunRequested run = Submission.of(RunFiles.read(Tiny.runFile(folder)));
        assertThat(failure(run, false))
                .isEqualTo("No data-loader has accepted the run. A run is asked for on 'millrace.runs.v1'.");
    }

    @Test
    void shouldSayWhatTrainingTakesWhereThatIsMoreThanThereIs(@TempDir Path folder) throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), """
                dataset: mnist
                model: {layers: [{dense: 40000}, {dense: 40000}, {dense: 10, activation: softmax}]}
                compile: {optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}
                """);
        RunRequested run = Submission.of(RunFiles.read(large));
        assertThat(failure(run, true))
                .startsWith("Training takes about 43,595 MB: 24,900 ")
                .contains("for the 1,631,840,010 parameters with their gradients and the optimizer's state");
    }

    /// Why a trainer that is handed the run says that it has failed.
    private String failure(RunRequested run, boolean accepted) {
        try (var publisher = new Publisher(connection);
                var trainer = RunService.shared(connection, SmallRuns.trainer());
                var events =
                        TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            if (accepted) {
                publisher.event(new Event.Accepted(
                        run.runId(),
                        Origin.here("test"),
                        Instant.now(),
                        Datasets.MNIST_SCHEMA.toJson(),
                        List.of(),
                        100,
                        0,
                        10,
                        20,
                        100));
            }
            publisher.handOn(run);
            Event.Failed failed = Await.untilPresent(DEADLINE, "its failure", () -> failed(events));
            assertThat(trainer.alive()).isTrue();
            return failed.reason();
        }
    }

    private static Optional<Event.Failed> failed(TopicReader<Event> events) {
        return events.poll(Duration.ofMillis(100)).stream()
                .filter(Event.Failed.class::isInstance)
                .map(Event.Failed.class::cast)
                .findFirst();
    }
}
