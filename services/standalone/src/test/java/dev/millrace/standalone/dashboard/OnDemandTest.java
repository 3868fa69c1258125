package dev.millrace.standalone.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.standalone.output.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OnDemandTest {
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    /// A server that gives back what it is sent.
    private OnDemand.Backend start() {
        try {
            starts.incrementAndGet();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
            return new OnDemand.Backend(server.getAddress().getPort(), () -> {
                stops.incrementAndGet();
                server.stop(0);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldStartNothingBeforeSomebodyAsks() throws IOException {
        try (var lazy = OnDemand.listen(0, this::start)) {
            assertThat(lazy.started()).isFalse();
        }
        assertThat(starts).hasValue(0);
        assertThat(stops).hasValue(0);
    }

    @Test
    void shouldHandOnWhatManySend() throws IOException {
        var lazy = OnDemand.listen(0, this::start);
        String text = "long ".repeat(200_000);
        List<CompletableFuture<String>> answers = IntStream.range(0, 20)
                .mapToObj(i -> http.sendAsync(request(lazy.port(), i + text), HttpResponse.BodyHandlers.ofString())
                        .thenApply(HttpResponse::body))
                .toList();
        for (int i = 0; i < 20; i++) {
            assertThat(answers.get(i).join()).isEqualTo(i + text);
        }
        assertThat(starts).hasValue(1);
        lazy.close();
        lazy.close();
        assertThat(stops).hasValue(1);
        assertThatThrownBy(() -> http.send(request(lazy.port(), ""), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void shouldSayWhyThereIsNoAnswerAndTryAgain() throws IOException, InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        try (var lazy = OnDemand.listen(0, () -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("no broker");
            }
            return start();
        })) {
            HttpResponse<String> refused =
                    http.send(request(lazy.port(), "a"), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("The page cannot be served: no broker\n");
            assertThat(http.send(request(lazy.port(), "b"), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("b");
        }
    }

    @Test
    void shouldListenToThisMachineAlone() throws IOException {
        try (var lazy = OnDemand.listen(0, this::start)) {
            assertThatThrownBy(() -> OnDemand.listen(lazy.port(), this::start)).isInstanceOf(BindException.class);
            assertThatThrownBy(() -> Page.serveOnDemand(lazy.port(), () -> {
                        throw new IllegalStateException("nobody asks");
                    }))
                    .isInstanceOf(UserException.class)
                    .hasMessage("Something else listens at port " + lazy.port()
                            + ". Name another with --port, or any that is free with --port 0.");
        }
    }

    private static HttpRequest request(int port, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
