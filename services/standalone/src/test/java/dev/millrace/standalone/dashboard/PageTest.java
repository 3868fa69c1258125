package dev.millrace.standalone.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.standalone.Cli;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The gateway in the command line's process.
@Timeout(120)
@ExtendWith(BrokerExtension.class)
final class PageTest {
    private final Connection connection;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    PageTest(EmbeddedBroker broker, @TempDir Path folder) {
        this.folder = folder;
        this.connection = Connection.to(broker.bootstrapServers());
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void shouldServeThePageOnceSomebodyAsks() throws IOException, InterruptedException {
        try (var page = Page.serveOnDemand(0, () -> connection)) {
            HttpResponse<String> document = get(page.address().resolve("/openapi.yml"));
            assertThat(document.statusCode()).isEqualTo(200);
            assertThat(document.body()).contains("/api/runs/check:");
            HttpResponse<String> runs = get(page.address().resolve("/api/runs"));
            assertThat(runs.statusCode()).isEqualTo(200);
            assertThat(runs.body()).startsWith("{\"runs\":[");
        }
    }

    /// What the page itself writes passes though another port is asked than the gateway's; what another page does, not.
    @Test
    void shouldTakeWritesOfItsOwnPageAlone() throws IOException, InterruptedException {
        try (var page = Page.serveOnDemand(0, () -> connection)) {
            String own = "http://127.0.0.1:" + page.address().getPort();
            assertThat(check(page, own).statusCode()).isEqualTo(422);
            assertThat(check(page, "http://127.0.0.1:1").statusCode()).isEqualTo(403);
        }
    }

    private HttpResponse<String> check(Page page, String origin) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(page.address().resolve("/api/runs/check"))
                        .header("Content-Type", "text/plain")
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.ofString("no run"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldWantTheTokenThatIsGiven() throws IOException, InterruptedException {
        Path token = Files.writeString(folder.resolve("token"), "open sesame\n");
        Map<String, String> settings = Map.of(
                "micronaut.server.host", "0.0.0.0",
                "micronaut.server.port", "-1",
                "millrace.gateway.token-file", token.toString());
        try (var page = Page.serve(connection, settings)) {
            URI runs = URI.create("http://127.0.0.1:" + page.address().getPort() + "/api/runs");
            assertThat(get(runs).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void shouldRefuseToServeWhatItShouldNot() throws IOException {
        var cli = new Cli(folder);
        String at = connection.bootstrapServers();
        assertThat(cli.run("dashboard", "--bootstrap", at, "--host", "0.0.0.0").err())
                .isEqualTo("millrace: Whoever reaches 0.0.0.0 could see and stop every run. Set MILLRACE_GATEWAY_TOKEN,"
                        + " or name a file with a token: --token-file FILE.\n");
        assertThat(cli.run("dashboard", "--bootstrap", at, "--token-file", "none")
                        .err())
                .isEqualTo("millrace: Cannot read the token of --token-file none.\n");
        try (var taken = new ServerSocket(0)) {
            String port = String.valueOf(taken.getLocalPort());
            Cli.Answer answer = cli.run("dashboard", "--bootstrap", at, "--port", port);
            assertThat(answer.err())
                    .isEqualTo("millrace: Something else listens at port " + port
                            + ". Name another with --port, or any that is free with --port 0.\n");
            assertThat(answer.code()).isEqualTo(1);
        }
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
