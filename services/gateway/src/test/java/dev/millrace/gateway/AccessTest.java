package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(300)
@ExtendWith(BrokerExtension.class)
class AccessTest {
    private final String bootstrapServers;

    AccessTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
    }

    @Test
    void shouldNotListenToOthersWithoutAToken() {
        assertThatThrownBy(() -> Gateways.start(bootstrapServers, Map.of("micronaut.server.host", "0.0.0.0"))
                        .close())
                .hasStackTraceContaining("millrace.gateway.token-file");
    }

    @Test
    void shouldAskForTheToken() {
        try (var gateway = Gateways.start(
                        bootstrapServers,
                        Map.of("micronaut.server.host", "127.0.0.1", "millrace.gateway.token", "a-secret-of-ours"));
                var browser = new Browser(Gateways.address(gateway))) {
            Await.until(
                    Duration.ofSeconds(30),
                    "health without a token",
                    () -> browser.get("/health").statusCode() == 200);
            for (String path : new String[] {"/api/runs", "/prometheus", "/openapi.yml", "/api/stream", "/"}) {
                assertThat(browser.get(path).statusCode()).as(path).isEqualTo(401);
            }
            assertThat(browser.get("/?token=another").statusCode()).isEqualTo(401);
            assertThat(browser.send(browser.request("/api/runs").header("Authorization", "Bearer a-secret-of-ours"))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> welcome = browser.get("/?token=a-secret-of-ours");
            assertThat(welcome.statusCode()).isEqualTo(303);
            assertThat(welcome.headers().firstValue("Location")).hasValue("/");
            String cookie = welcome.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).contains("HTTPOnly").contains("SameSite=Strict");
            assertThat(browser.send(browser.request("/api/runs").header("Cookie", cookie.split(";", -1)[0]))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldLetNoOtherSiteIn() {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = new Browser(Gateways.address(gateway))) {
            String own = Gateways.address(gateway).getScheme() + "://"
                    + Gateways.address(gateway).getAuthority();
            assertThat(browser.send(stop(browser)).statusCode()).isEqualTo(404);
            assertThat(browser.send(stop(browser).header("Origin", own)).statusCode())
                    .isEqualTo(404);
            assertThat(browser.send(stop(browser).header("Origin", "https://elsewhere.example"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(browser.send(stop(browser).header("Origin", "null")).statusCode())
                    .isEqualTo(403);
            assertThat(browser.send(stop(browser).header("Sec-Fetch-Site", "cross-site"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(browser.send(stop(browser).header("Sec-Fetch-Site", "same-origin"))
                            .statusCode())
                    .isEqualTo(404);
            HttpResponse<String> answer = browser.get("/api/runs");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'self'");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(browser.get("/lib/uplot/uPlot.esm.js").body()).contains("uPlot");
        }
    }

    @Test
    void shouldLimitWhatIsSent() {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = new Browser(Gateways.address(gateway))) {
            HttpResponse<String> answer = browser.send(browser.request("/api/runs/any/commands")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(new byte[11 << 20])));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        }
    }

    private static HttpRequest.Builder stop(Browser browser) {
        return browser.request("/api/runs/nobody/commands")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\": \"stop\"}"));
    }
}
