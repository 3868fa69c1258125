package dev.millrace.standalone.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Datasets;
import dev.millrace.keras.KerasJson;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.runfile.RunFile;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.SmallRuns;
import dev.millrace.standalone.crash.Jvm;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.testkit.cuda.StandInCuda;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A trainer whose GPU has failed for good gives its run back and ends, and another goes on from the checkpoint.
@ExtendWith(OwnBrokerExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LostDeviceTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int EXIT_CODE = 70;

    /// Enough for a checkpoint, too few for the run.
    private static final int CALLS = 1500;

    /// The stand-in is slow.
    private static final RunFile SMALL = new RunFile(
            "small",
            Datasets.named("digits"),
            KerasJson.write(
                    Sequential.of(Shape.of(784), Dense.of(16, Activation.RELU), Dense.of(10, Activation.SOFTMAX)),
                    Optional.empty()),
            RunFile.TEXTBOOK.compile(),
            RunFile.TEXTBOOK.fit());

    private final EmbeddedBroker broker;
    private final Path folder;

    LostDeviceTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    @Test
    void shouldLeaveTheRunToAnotherTrainer() throws IOException, InterruptedException {
        Optional<Path> libraries = StandInCuda.libraries();
        assumeThat(libraries).as("a C++ compiler, for the stand-in").isPresent();
        Connection connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        try (var client = new RunClient(connection);
                var loader = RunService.shared(connection, SmallRuns.loader())) {
            assertThat(loader.alive()).isTrue();
            RunRequested run = client.submit(
                    SmallRuns.request(5, SMALL, new Fit().withBatchSize(50).withEpochs(12)));
            Process failing = trainer(libraries.orElseThrow(), CALLS);
            try {
                assertThat(failing.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                        .as("ended")
                        .isTrue();
            } finally {
                failing.destroyForcibly().waitFor();
            }
            String said = Files.readString(folder.resolve("trainer-" + CALLS + ".log"));
            assertThat(failing.exitValue()).as(said).isEqualTo(EXIT_CODE);
            assertThat(said).contains("The GPU is lost to this process: cu").contains("takes no more runs");
            assertThat(client.events(run)).noneMatch(Event::ends);
            Process sound = trainer(libraries.orElseThrow(), 0);
            List<Event> events;
            try {
                events = Await.untilPresent(DEADLINE, "the run has ended", () -> {
                    List<Event> told = client.events(run);
                    return told.stream().anyMatch(Event::ends) ? Optional.of(told) : Optional.empty();
                });
            } finally {
                sound.destroyForcibly().waitFor();
            }
            assertThat(events).last().isInstanceOf(Event.Completed.class);
            List<Long> begun = events.stream()
                    .filter(Event.Started.class::isInstance)
                    .map(event -> ((Event.Started) event).step())
                    .toList();
            assertThat(begun).hasSize(2);
            assertThat(begun.getLast()).as("from a checkpoint").isPositive();
        }
    }

    private Process trainer(Path libraries, int calls) throws IOException {
        List<String> flags = List.of(
                "-Xmx512m",
                "-Dmillrace.cuda.libraries=" + libraries,
                "-Dmillrace.cuda.cache=" + folder.resolve("kernels"));
        List<String> arguments = List.of(broker.bootstrapServers(), String.valueOf(calls));
        return new ProcessBuilder(Jvm.here().command("trainer", flags, FailingGpuTrainer.class, arguments))
                .redirectErrorStream(true)
                .redirectOutput(
                        new File(folder.resolve("trainer-" + calls + ".log").toString()))
                .start();
    }
}
