package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.messaging.Connection;
import dev.millrace.runs.client.RunClient;
import dev.millrace.service.ServiceMain;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.RunRequested;
import io.micronaut.context.ApplicationContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that come over HTTP.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(BrokerExtension.class)
class SubmissionTest {
    private static final String SOUND = """
            name: by-http
            dataset: mnist
            model:
              layers:
                - {dense: 16, activation: relu}
                - {dense: 10, activation: softmax}
            compile: {optimizer: adam, loss: categorical_crossentropy}
            fit: {batch_size: 30, epochs: 2}
            """;

    private final Connection connection;
    private final ApplicationContext gateway;
    private final Browser browser;

    SubmissionTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.gateway = ServiceMain.start(
                GatewayApplication.NAME,
                Map.of("kafka.bootstrap.servers", broker.bootstrapServers(), "micronaut.server.port", "-1"));
        this.browser = new Browser(ServiceMain.health(gateway).resolve("/"));
    }

    @AfterAll
    void close() {
        browser.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "text/plain", "text/plain; charset=utf-8"})
    void shouldAskForARun(String type) {
        HttpResponse<String> response = post("/api/runs", type, SOUND);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertAskedFor(response);
    }

    @Test
    void shouldTakeJson() {
        String json = """
                {"name": "by-http", "dataset": "mnist",
                 "model": {"layers": [{"dense": 16, "activation": "relu"}, {"dense": 10, "activation": "softmax"}]},
                 "compile": {"optimizer": "adam", "loss": "categorical_crossentropy"},
                 "fit": {"batch_size": 30, "epochs": 2}}
                """;
        HttpResponse<String> response = post("/api/runs", "application/json", json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertAskedFor(response);
    }

    private void assertAskedFor(HttpResponse<String> response) {
        String id = Browser.tree(response.body()).path("run_id").textValue();
        assertThat(id).startsWith("by-http-");
        try (var runs = new RunClient(connection)) {
            RunRequested run = runs.find(id);
            assertThat(run.fit().batchSize()).isEqualTo(30);
            assertThat(run.model().at("/config/layers")).hasSize(3);
        }
    }

    @Test
    void shouldNameTheFieldAndTheLineOfEveryError() {
        String unsound = SOUND.replace("dense: 16", "dense: -16").replace("epochs: 2", "epochs: many");
        for (String path : new String[] {"/api/runs", "/api/runs/check"}) {
            HttpResponse<String> response = post(path, "application/yaml", unsound);
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            JsonNode problem = Browser.tree(response.body());
            assertThat(problem.path("status").intValue()).isEqualTo(422);
            assertThat(problem.path("detail").textValue()).startsWith("2 things are wrong with the run.");
            assertThat(problem.path("errors"))
                    .extracting(error -> error.path("field").textValue() + ":"
                            + error.path("line").intValue())
                    .containsExactlyInAnyOrder("fit.epochs:8", "model.layers[0].dense:5");
        }
    }

    @Test
    void shouldSayWhatWouldBeTrained() {
        HttpResponse<String> response = post("/api/runs/check", "application/yaml", SOUND);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode check = Browser.tree(response.body());
        assertThat(check.path("parameters").longValue()).isEqualTo(12730);
        assertThat(check.path("summary").textValue()).contains("dense (Dense)", "Total params: 12,730");
        assertThat(check.path("notes")).isEmpty();
        try (var runs = new RunClient(connection)) {
            int before = runs.requests().size();
            post("/api/runs/check", "application/yaml", SOUND);
            assertThat(runs.requests()).as("nothing is asked for").hasSize(before);
        }
    }

    @Test
    void shouldRefuseWhatIsNoRun() {
        assertThat(post("/api/runs", "application/yaml", "").statusCode()).isEqualTo(400);
        assertThat(post("/api/runs", "application/json", "{\"name\": [}").statusCode())
                .isEqualTo(422);
        assertThat(post("/api/runs", "image/png", SOUND).statusCode()).isEqualTo(415);
        assertThat(post("/api/runs", "text/plain", "# " + "x".repeat(2 << 20)).statusCode())
                .isEqualTo(413);
        HttpResponse<String> relative =
                post("/api/runs/check", "text/plain", "dataset: {csv: {file: houses.csv, target: price}}");
        assertThat(Browser.tree(relative.body()).at("/errors/0/field").textValue())
                .isEqualTo("dataset.csv.file");
        assertThat(Browser.tree(relative.body()).at("/errors/0/detail").textValue())
                .startsWith("A path is absolute here");
        var latin = browser.send(browser.request("/api/runs")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(new byte[] {(byte) 0xff, (byte) 0xfe, 7})));
        assertThat(latin.statusCode()).isEqualTo(422);
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return browser.send(browser.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }
}
