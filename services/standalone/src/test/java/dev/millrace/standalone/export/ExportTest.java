package dev.millrace.standalone.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.Cli;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `millrace export` against a cluster, with a test that plays the services.
@Timeout(120)
@ExtendWith(BrokerExtension.class)
final class ExportTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String id = "export-" + UUID.randomUUID();
    private final Path folder;
    private final Cli cli;
    private final Connection connection;
    private final RunRequested run;

    ExportTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.folder = folder;
        this.cli = new Cli(folder);
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        try (var runs = new RunClient(connection)) {
            this.run = runs.submit(Facts.request(id, Instant.now()));
        }
    }

    /// A trainer that died after the first epoch's end, and one that went on from an earlier checkpoint.
    private void trainedTwiceInPart() {
        Facts.epoch(connection, run, 0);
        Facts.epoch(connection, run, 0);
        Facts.epoch(connection, run, 1);
        Facts.completed(connection, run);
        Facts.scores(connection, run, 1, "step-20");
        Facts.scores(connection, run, 1, "step-20");
    }

    @Test
    void shouldWriteEachStepOnceAsCsv() throws IOException {
        trainedTwiceInPart();
        Path file = folder.resolve("metrics.csv");
        Cli.Answer answer = export("--csv", file.toString());
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).isEqualTo("24 points of run " + id + " are at " + file + ".\n");
        assertThat(Files.readAllLines(file))
                .hasSize(22)
                .startsWith(
                        "split,epoch,step,time,loss",
                        "training,0,1," + run.requestedAt().plusSeconds(1) + ",1.0",
                        "training,0,2," + run.requestedAt().plusSeconds(2) + ",0.5")
                .contains("training,1,20," + run.requestedAt().plusSeconds(20) + ",0.05")
                .endsWith("test,1,20," + run.requestedAt().plusSeconds(20) + ",0.75");
        byte[] once = Files.readAllBytes(file);
        assertThat(export("--csv", file.toString()).code()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(once);
    }

    @Test
    void shouldFollowARunToItsEnd() throws IOException {
        Facts.epoch(connection, run, 0);
        Path logs = folder.resolve("logs");
        CompletableFuture<Cli.Answer> following =
                CompletableFuture.supplyAsync(() -> export("--tensorboard", logs.toString(), "--follow"));
        Path events = logs.resolve(id)
                .resolve("train")
                .resolve("events.out.tfevents." + run.requestedAt().getEpochSecond() + ".millrace");
        Await.until(DEADLINE, "the first epoch", () -> Files.exists(events) && steps(events).length == 11);
        Facts.epoch(connection, run, 1);
        Await.until(DEADLINE, "the second epoch", () -> steps(events).length == 22);
        Facts.completed(connection, run);
        Facts.scores(connection, run, 1, "step-20");
        Cli.Answer answer = following.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(steps(events))
                .containsExactlyInAnyOrder(LongStream.concat(LongStream.rangeClosed(0, 20), LongStream.of(1))
                        .toArray());
        assertThat(EventFileReader.read(logs.resolve(id).resolve("test").resolve(events.getFileName()))
                        .scalars())
                .extracting(EventFileReader.Scalar::tag)
                .containsExactlyInAnyOrder("loss", "epoch_loss");
        byte[] once = Files.readAllBytes(events);
        assertThat(export("--tensorboard", logs.toString()).code()).isZero();
        assertThat(Files.readAllBytes(events)).isEqualTo(once);
    }

    @Test
    void shouldEndARunAtMlflow() {
        trainedTwiceInPart();
        try (var mlflow = new FakeMlflow()) {
            Cli.Answer answer = export("--mlflow", mlflow.address().toString(), "--experiment", "mine", "--json");
            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.out()).contains("\"points\":24", "\"over\":true");
            assertThat(mlflow.runs()).singleElement().satisfies(made -> {
                assertThat(made.metrics().get("train/loss")).hasSize(20);
                assertThat(made.metrics().get("train/epoch_loss")).hasSize(2);
                assertThat(made.metrics().get("test/loss")).hasSize(1);
                assertThat(made.info().path("status").asText()).isEqualTo("FINISHED");
            });
        }
    }

    @Test
    void shouldRefuseWhatItCannotDo() {
        assertThat(export().err()).contains("Missing required argument");
        assertThat(export("--csv", "a", "--tensorboard", "b").err()).contains("mutually exclusive");
        assertThat(export("--mlflow", "localhost:5000").err())
                .startsWith("millrace: --mlflow is the address of a tracking server, like http://localhost:5000.");
        assertThat(export("--csv", folder.resolve("no/metrics.csv").toString()).err())
                .contains("its folder does not exist");
    }

    private static long[] steps(Path events) {
        return EventFileReader.read(events).scalars().stream()
                .mapToLong(EventFileReader.Scalar::step)
                .toArray();
    }

    private Cli.Answer export(String... more) {
        String[] args = {"export", id, "--bootstrap", connection.bootstrapServers()};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        IntStream.range(0, more.length).forEach(i -> all[args.length + i] = more[i]);
        return cli.run(all);
    }
}
