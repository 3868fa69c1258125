package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.messaging.Connection;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.testkit.Seeds;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Holds the document against the server, one way and the other.
@Timeout(300)
@ExtendWith(BrokerExtension.class)
class OpenApiTest {
    private static final int REQUESTS_OF_EACH = 12;

    private final String bootstrapServers;
    private final Connection connection;

    OpenApiTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
        this.connection = Connection.to(bootstrapServers);
    }

    private static JsonNode document(Browser browser) {
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(browser.get("/openapi.yml").body());
        return new ObjectMapper().valueToTree(yaml);
    }

    @Test
    void shouldNameEveryRouteAndNoOther() {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = new Browser(Gateways.address(gateway))) {
            Set<String> named = new TreeSet<>();
            for (var path : document(browser).get("paths").properties()) {
                path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> named.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()));
            }
            Set<String> there = gateway.getBean(Router.class)
                    .uriRoutes()
                    .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                    .map(OpenApiTest::route)
                    .filter(route -> route.contains(" /api") || route.contains(" /openapi"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).isEqualTo(there);
        }
    }

    private static String route(UriRouteInfo<?, ?> route) {
        return route.getHttpMethodName() + " " + route.getUriMatchTemplate().toPathString();
    }

    /// Whatever is sent, the answer is one that the document names, and the gateway does not fail.
    @Seeds(3)
    void shouldAnswerAsTheDocumentSays(long seed) {
        try (var gateway = Gateways.start(bootstrapServers);
                var browser = new Browser(Gateways.address(gateway));
                var run = new PlayedRun(connection, "fuzzed")) {
            run.requested().accepted().started(0).trained(1, 50);
            Await.until(
                    Duration.ofSeconds(60),
                    "the run",
                    () -> browser.get("/api/runs/" + run.id()).statusCode() == 200);
            JsonNode document = document(browser);
            var requests = new GeneratedRequests(new Random(seed), document, run.id());
            for (var path : document.get("paths").properties()) {
                for (var operation : path.getValue().properties()) {
                    for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                        var request = requests.next(path.getKey(), operation.getKey(), operation.getValue());
                        check(browser, request, operation.getValue());
                    }
                }
            }
        }
    }

    private static void check(Browser browser, GeneratedRequests.Generated request, JsonNode operation) {
        HttpResponse<InputStream> response =
                browser.send(request.applyTo(browser.request(request.target())), BodyHandlers.ofInputStream());
        JsonNode documented = operation.at("/responses/" + response.statusCode());
        String type = response.headers().firstValue("Content-Type").orElse("").split(";", -1)[0];
        String body = type.equals("text/event-stream") ? close(response) : text(response);
        assertThat(response.statusCode()).as("%s: %s", request, body).isLessThan(500);
        assertThat(documented.isMissingNode())
                .as("%s: %s %s", request, response.statusCode(), body)
                .isFalse();
        JsonNode types = documented.has("$ref")
                ? new ObjectMapper().createObjectNode().putObject("application/problem+json")
                : documented.get("content");
        if (documented.has("$ref")) {
            assertThat(type).as("%s: %s", request, body).isEqualTo("application/problem+json");
            assertThat(Browser.tree(body).get("status").intValue()).isEqualTo(response.statusCode());
        } else {
            assertThat(types.has(type)).as("%s: %s", request, type).isTrue();
        }
        if (type.equals("application/json")) {
            assertThat(body).doesNotContainPattern("(last|min|max|value|x)\":\\[?\"?(NaN|-?Infinity)");
            assertThat(Browser.tree(body).isObject()).isTrue();
        }
    }

    private static String close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(HttpResponse<InputStream> response) {
        try (var body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
