package dev.millrace.standalone.owndata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.messaging.CloseableStack;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.Fit;
import dev.millrace.runs.RunIds;
import dev.millrace.runs.RunSpec;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.crash.Jvm;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A file of more rows than the data-loader's heap holds, through Kafka to a trained and scored model.
@ExtendWith(OwnBrokerExtension.class)
final class LargerThanTheHeapTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int HEAP_MB = 48;
    private static final int ROWS = 420_000;
    private static final int COLUMNS = 30;
    private static final int BATCH_SIZE = 8192;

    private final EmbeddedBroker broker;
    private final Path folder;

    LargerThanTheHeapTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    @Test
    void shouldTrainOnMoreRowsThanTheDataLoadersHeapHolds() throws Exception {
        assertThat((long) ROWS * (COLUMNS + 1) * Float.BYTES)
                .as("bytes of the rows, each number as short as it ever is")
                .isGreaterThan((long) HEAP_MB << 20);
        Path file = folder.resolve("many.parquet");
        OwnData.writeParquet(file, ROWS, COLUMNS);
        Connection connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        Process loader = loader();
        try (var services = new CloseableStack();
                var client = new RunClient(connection)) {
            services.add(() -> RunService.shared(connection, new TrainerRole(Duration.ofSeconds(10))));
            services.add(() -> RunService.shared(connection, new EvaluatorRole(1)));
            RunRequested run = client.submit(request(file));
            Await.until(
                    DEADLINE,
                    "the run has its scores, or has failed",
                    () -> !loader.isAlive() || OwnDataTest.isOver(client.events(run)));

            List<Event> events = client.events(run);
            String log = Files.readString(folder.resolve("loader.log"));
            assertThat(loader.isAlive()).as(log).isTrue();
            assertThat(events)
                    .as(log)
                    .noneMatch(e ->
                            e instanceof Event.Failed || e instanceof Event.Rejected || e instanceof Event.Retried);
            var accepted = only(events, Event.Accepted.class);
            assertThat(accepted.trainingSamples() + accepted.validationSamples() + accepted.testSamples())
                    .isEqualTo(ROWS);
            assertThat(only(events, Event.Completed.class).step())
                    .isEqualTo(Math.ceilDiv(accepted.trainingSamples(), BATCH_SIZE));
        } finally {
            loader.destroyForcibly().waitFor();
        }
    }

    private static <E extends Event> E only(List<Event> events, Class<E> type) {
        List<E> found = events.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private Process loader() throws IOException {
        List<String> command = Jvm.here()
                .command(
                        "loader",
                        List.of("-Xmx" + HEAP_MB + "m"),
                        LoaderProcess.class,
                        List.of(broker.bootstrapServers(), folder.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("loader.log").toFile())
                .start();
    }

    private static RunRequested request(Path file) {
        JsonNode none = JsonNodeFactory.instance.objectNode();
        ObjectNode dataset = JsonNodeFactory.instance.objectNode();
        dataset.putObject("parquet").put("file", file.toString()).put("target", "y");
        Instant now = Instant.now();
        return new RunRequested(
                RunIds.next("many", now),
                "many",
                dataset,
                none,
                none,
                RunSpec.ref(new Fit().withBatchSize(BATCH_SIZE)),
                now);
    }
}
