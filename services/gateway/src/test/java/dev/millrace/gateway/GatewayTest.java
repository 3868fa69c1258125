package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.keras.KerasFile;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Command;
import dev.millrace.wire.Topics;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Gateways among topics that the test writes.
@Timeout(300)
@ExtendWith(BrokerExtension.class)
class GatewayTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final Connection connection;

    GatewayTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
        this.connection = Connection.to(bootstrapServers);
    }

    @Test
    void shouldTellHowARunStands() {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = browser(gateway);
                var run = new PlayedRun(connection, "stands")) {
            run.requested();
            JsonNode queued = awaitRow(browser, run, "/phase", "queued");
            assertThat(queued.at("/liveness").textValue()).isEqualTo("waiting");
            run.accepted().started(0).trained(1, 100).heartbeat(100, 0.1).validated(0, 0.9);
            JsonNode row = awaitRow(browser, run, "/best/split", "validation");
            assertThat(row.at("/phase").textValue()).isEqualTo("running");
            assertThat(row.at("/liveness").textValue()).isEqualTo("running");
            assertThat(row.at("/steps").longValue()).isEqualTo(1000);
            assertThat(row.at("/best/value").doubleValue()).isEqualTo(0.9);
            assertThat(row.at("/last/training/loss").doubleValue()).isEqualTo(0.01);
            JsonNode detail = browser.json("/api/runs/" + run.id());
            assertThat(detail.at("/learning_rate").doubleValue()).isEqualTo(0.01);
            assertThat(detail.at("/curves")).hasSize(4);
            JsonNode rates = browser.json("/api/runs/" + run.id() + "/series?metric=learning_rate&points=10");
            assertThat(rates.at("/columns/last/0").doubleValue()).isEqualTo(0.01);
            run.failed("Training diverged: loss is NaN after step 100.");
            JsonNode failed = awaitRow(browser, run, "/phase", "failed");
            assertThat(failed.at("/liveness").textValue()).isEqualTo("over");
            assertThat(failed.at("/detail").textValue()).contains("diverged");
            assertThat(failed.at("/alerts").intValue()).isEqualTo(1);
            // a unique beginning is enough
            String beginning = run.id().substring(0, run.id().length() - 3);
            assertThat(browser.json("/api/runs/" + beginning).at("/run/run_id").textValue())
                    .isEqualTo(run.id());
            assertThat(browser.get("/api/runs/nobody").statusCode()).isEqualTo(404);
            assertThat(browser.get("/prometheus").body()).contains("jvm_memory_used_bytes");
        }
    }

    /// A trainer that goes on from a checkpoint says steps again; gateways that are there twice, or come later, say the
    /// same.
    @Test
    void shouldShowEachStepOnceAndSayTheSameAsAnotherGateway() {
        try (var gateway = Gateways.start(bootstrapServers);
                var first = browser(gateway);
                var run = new PlayedRun(connection, "replayed")) {
            run.requested().accepted().started(0).trained(1, 150).checkpoint(100, CheckpointManifest.Cause.EPOCH);
            run.started(100).trained(101, 200).evaluated(100, 0.8).validated(0, 0.8);
            awaitRow(first, run, "/last/validation/accuracy", "0.8");
            Await.until(
                    DEADLINE,
                    "the manifest",
                    () -> first.json("/api/runs/" + run.id() + "/checkpoints")
                            .at("/checkpoints/0/available")
                            .booleanValue());
            JsonNode series = first.json("/api/runs/" + run.id() + "/series?points=0");
            assertThat(series.at("/total").intValue()).isEqualTo(200);
            List<Integer> steps = new ArrayList<>();
            series.at("/columns/x").forEach(x -> steps.add(x.intValue()));
            assertThat(steps).doesNotHaveDuplicates().isSorted().hasSize(200);
            String csv = first.get("/api/runs/" + run.id() + "/metrics.csv").body();
            assertThat(csv.lines()).hasSize(202);
            assertThat(csv).startsWith("split,epoch,step,time,accuracy,loss\ntraining,0,1,");
            try (var later = Gateways.start(bootstrapServers);
                    var second = browser(later)) {
                Await.until(
                        DEADLINE,
                        "the manifest",
                        () -> second.json("/api/runs/" + run.id() + "/checkpoints")
                                .at("/checkpoints/0/available")
                                .booleanValue());
                for (String path : List.of("", "/series?points=20", "/events", "/checkpoints", "/reports")) {
                    assertThat(second.json("/api/runs/" + run.id() + path))
                            .as(path)
                            .isEqualTo(first.json("/api/runs/" + run.id() + path));
                }
            }
        }
    }

    @Test
    void shouldGiveCheckpointsAsFiles(@TempDir Path folder) throws IOException, NoSuchAlgorithmException {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = browser(gateway);
                var run = new PlayedRun(connection, "files")) {
            run.requested().accepted().started(0).checkpoint(7, CheckpointManifest.Cause.INTERVAL);
            JsonNode checkpoint = Await.untilPresent(
                    DEADLINE,
                    "the checkpoint",
                    () -> Optional.of(browser.json("/api/runs/" + run.id() + "/checkpoints")
                                    .at("/checkpoints/0"))
                            .filter(node -> node.path("available").booleanValue()));
            String path = "/api/runs/" + run.id() + "/checkpoints/"
                    + checkpoint.get("checkpoint").textValue();
            byte[] tensors = browser.send(browser.request(path + ".safetensors"), BodyHandlers.ofByteArray())
                    .body();
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(tensors);
            assertThat(HexFormat.of().formatHex(sha256))
                    .isEqualTo(checkpoint.get("sha256").textValue());
            HttpResponse<byte[]> keras = browser.send(browser.request(path + ".keras"), BodyHandlers.ofByteArray());
            assertThat(keras.headers().firstValue("Content-Disposition").orElse(""))
                    .contains(".keras");
            Path file = Files.write(folder.resolve("model.keras"), keras.body());
            assertThat(KerasFile.read(file).weights())
                    .isEqualTo(PlayedRun.model(7).weights());
            assertThat(KerasFile.metadata(file, "millrace")).isPresent();
            assertThat(browser.get(path + "x.keras").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldWriteWhatPeopleAsk() {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = browser(gateway);
                var run = new PlayedRun(connection, "asked");
                var commands = TopicReader.ofRun(
                        connection,
                        Topics.COMMANDS,
                        run.id(),
                        Command.class,
                        run.request().requestedAt())) {
            run.requested().accepted().started(0).trained(1, 10);
            awaitRow(browser, run, "/last/training/loss", "0.1");
            assertThat(post(browser, run, "{\"type\": \"set-learning-rate\", \"learning_rate\": 0.5}")
                            .statusCode())
                    .isEqualTo(202);
            Command heard = Await.untilPresent(
                    DEADLINE,
                    "the command",
                    () -> commands.poll(Duration.ofMillis(50)).stream().findFirst());
            assertThat(heard).isInstanceOf(Command.SetLearningRate.class);
            HttpResponse<String> wrong = post(browser, run, "{\"type\": \"set-learning-rate\", \"learning_rate\": -1}");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(Browser.tree(wrong.body()).at("/errors/0/field").textValue())
                    .isEqualTo("learning_rate");
            String said = "{\"tags\": [\"baseline\"], \"note\": \"<b>\", \"archived\": true, \"alerts\": "
                    + "[{\"split\": \"training\", \"metric\": \"loss\", \"above\": 0.15}, "
                    + "{\"split\": \"training\", \"metric\": \"loss\", \"below\": 0.3}]}";
            HttpResponse<String> annotated = browser.send(browser.request("/api/runs/" + run.id() + "/annotation")
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString(said)));
            assertThat(annotated.statusCode()).as(annotated.body()).isEqualTo(200);
            JsonNode row = awaitRow(browser, run, "/archived", "true");
            assertThat(row.at("/tags/0").textValue()).isEqualTo("baseline");
            JsonNode alerts = browser.json("/api/runs/" + run.id()).get("alerts");
            // 1/step is below 0.3 from step 4 on, and not above 0.15 any more
            assertThat(alerts).hasSize(1);
            assertThat(alerts.at("/0/since_step").longValue()).isEqualTo(4);
            assertThat(alerts.at("/0/value").doubleValue()).isEqualTo(0.1);
        }
    }

    private static HttpResponse<String> post(Browser browser, PlayedRun run, String command) {
        return browser.send(browser.request("/api/runs/" + run.id() + "/commands")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(command)));
    }

    private static Browser browser(ApplicationContext gateway) {
        return new Browser(Gateways.address(gateway));
    }

    private static JsonNode awaitRow(Browser browser, PlayedRun run, String pointer, String value) {
        return Await.untilPresent(DEADLINE, run.id() + " has " + pointer + " " + value, () -> {
            List<JsonNode> rows = new ArrayList<>();
            browser.json("/api/runs").get("runs").forEach(rows::add);
            return rows.stream()
                    .filter(row -> row.get("run_id").textValue().equals(run.id()))
                    .filter(row -> row.at(pointer).asText().equals(value))
                    .findFirst();
        });
    }
}
