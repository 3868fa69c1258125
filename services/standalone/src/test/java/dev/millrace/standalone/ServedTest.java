package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.IdxFolder;
import dev.millrace.datasets.Progress;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.keras.KerasFile;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.trainer.kafka.TrainerRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Commands against a cluster where services are running.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OwnBrokerExtension.class)
final class ServedTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Path folder;
    private final Cli cli;
    private final String bootstrap;
    private final RunService loader;
    private final RunService trainer;
    private final RunService evaluator;

    ServedTest(@TempDir Path folder, EmbeddedBroker broker) {
        this.folder = folder;
        this.cli = new Cli(folder);
        this.bootstrap = broker.bootstrapServers();
        Connection connection = Connection.to(bootstrap);
        this.loader = RunService.shared(connection, new LoaderRole(8, 1 << 20, ServedTest::open));
        this.trainer = RunService.shared(connection, new TrainerRole(TrainerRole.DEFAULT_CHECKPOINT_INTERVAL));
        this.evaluator = RunService.shared(connection, new EvaluatorRole(8));
    }

    private static Dataset open(JsonNode description) {
        return Datasets.source(description)
                .open(DataFolders.of(Optional.empty(), Map.of(), Path.of("")), Progress.none());
    }

    @BeforeAll
    void shouldBeAlive() {
        assertThat(loader.alive()).isTrue();
    }

    @AfterAll
    void close() {
        evaluator.close();
        trainer.close();
        loader.close();
    }

    @Test
    void shouldTrainThroughServicesElsewhere() throws IOException {
        Path out = folder.resolve("far.keras");
        String run = Tiny.runFile(folder, "seed: 3", "validation_split: 0.2").toString();
        Cli.Answer trained = run("train", run, "--out", out.toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("8/8 - ", " - val_accuracy: ", " - val_loss: ")
                .endsWith("Accuracy of Testing Set: 1.0000\n");
        assertThat(KerasFile.read(out).model().countParams()).isEqualTo(785 * 16 + 17 * 10);
        assertThat(cli.home()).as("no broker was started").doesNotExist();
    }

    @Test
    void shouldSubmitWatchAndStop() {
        String run = Tiny.runFile(folder, "epochs: 2", "epochs: 100000").toString();
        Cli.Answer submitted = run("submit", run);
        assertThat(submitted.code()).as(submitted.err()).isZero();
        String id = submitted.out().strip();
        Await.until(DEADLINE, "running", () -> run("runs").out().contains("running"));
        Cli.Answer slower = run("learning-rate", id, "0.005");
        assertThat(slower.code()).as(slower.err()).isZero();
        assertThat(slower.out()).matches("Learning rate 0\\.005 for every update after step \\d+\\.\n");
        Cli.Answer made = run("checkpoint", id, "--now");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).matches("Made a checkpoint after step \\d+\\.\n");

        Cli.Answer stopped = run("stop", id);
        assertThat(stopped.code()).as(stopped.err()).isZero();
        assertThat(stopped.out()).matches("Stopped after step \\d+, step-\\d{9}\\.\n");
        assertThat(run("runs").out()).containsPattern(id + " +mnist +stopped");

        Cli.Answer watched = run("watch", id, "--verbose", "0");
        assertThat(watched.code()).as("it was not completed").isEqualTo(1);
        assertThat(watched.err()).matches("millrace: stopped after step \\d+; step-\\d{9} is kept\\.\n");
        Cli.Answer again = run("stop", id, "--json");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("\"type\":\"stopped\"");
        Cli.Answer late = run("learning-rate", id, "0.001");
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.err()).matches("millrace: The run was stopped already, after step \\d+\\.\n");

        Cli.Answer same = run("verify", id, "--verbose", "0");
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(same.out()).matches("The same, bit for bit: [0-9]+ checkpoints, the last after step [0-9]+\\.\n");
        Path changed = folder.resolve("changed");
        IdxFolder.write(Tiny.datasetWithOneOtherPixel(), changed);
        Cli.Answer different = run("verify", id, "--verbose", "0", "--data", changed.toString());
        assertThat(different.code()).isEqualTo(1);
        assertThat(different.err()).startsWith("millrace: not the same after step 10; 0 of ");
    }

    @Test
    void shouldSayWhyTheDataLoaderRejectsARun() throws IOException {
        String seven = Tiny.runFile(folder, "{dense: 10,", "{dense: 7,").toString();
        Cli.Answer rejected = run("submit", seven);
        assertThat(rejected.code()).isEqualTo(1);
        assertThat(rejected.err())
                .isEqualTo("millrace: The run was rejected: Layer 'dense_1' gives (7,), but dataset 'mnist' has 10"
                        + " classes. Give the last Dense layer 10 units.\n");

        Path other = Files.createDirectory(folder.resolve("other"));
        Cli.Answer failed = run("train", Tiny.runFile(folder).toString(), "--data", other.toString());
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("millrace: the run failed: Files of dataset 'mnist' are missing in " + other);
        assertThat(run("runs").out()).contains("rejected");
    }

    private Cli.Answer run(String... args) {
        String[] more = Arrays.copyOf(args, args.length + 2);
        more[args.length] = "--bootstrap";
        more[args.length + 1] = bootstrap;
        return cli.run(more);
    }
}
