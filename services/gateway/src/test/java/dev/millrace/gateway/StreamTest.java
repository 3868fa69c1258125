package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.gateway.stream.Streams;
import dev.millrace.messaging.Connection;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(300)
@ExtendWith(BrokerExtension.class)
class StreamTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int CLIENTS = 200;

    /// How many steps are trained at least, and in how many at a time.
    private static final int STEPS = 300;

    private static final int AT_ONCE = 60;

    /// How long they are trained, at least: `-Dmillrace.gateway.seconds=60`.
    private static final int SECONDS = Integer.getInteger("millrace.gateway.seconds", 0);

    private final String bootstrapServers;
    private final Connection connection;

    StreamTest(EmbeddedBroker broker) {
        this.bootstrapServers = broker.bootstrapServers();
        this.connection = Connection.to(bootstrapServers);
    }

    /// What one client was told.
    private static final class Told implements AutoCloseable {
        final Queue<String> names = new ConcurrentLinkedQueue<>();
        final List<Integer> steps = Collections.synchronizedList(new ArrayList<>());
        final Thread thread;
        volatile String lastId = "";
        volatile boolean closed;

        Told(Browser browser, String path, Map<String, String> headers) {
            var request = browser.request(path);
            headers.forEach(request::header);
            this.thread = Thread.ofVirtual().start(() -> {
                try (var lines = browser.send(request, BodyHandlers.ofLines()).body()) {
                    var name = new String[] {""};
                    lines.takeWhile(line -> !closed).forEach(line -> take(line, name));
                } catch (RuntimeException e) {
                    // The gateway, or this, is gone.
                }
            });
        }

        private void take(String line, String[] name) {
            if (line.startsWith("id:")) {
                lastId = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name[0] = line.substring(6).strip();
                names.add(name[0]);
            } else if (line.startsWith("data:") && name[0].equals("points")) {
                for (JsonNode point : Browser.tree(line.substring(5))) {
                    steps.add(point.get("step").intValue());
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            thread.interrupt();
        }
    }

    @Test
    void shouldMissNothingForAnyOfManyClients() {
        try (var gateway = Gateways.start(bootstrapServers);
                var run = new PlayedRun(connection, "streamed");
                var browser = new Browser(Gateways.address(gateway))) {
            run.requested().accepted().started(0).trained(1, 100);
            Await.until(
                    DEADLINE,
                    "the run",
                    () -> browser.get("/api/runs/" + run.id() + "/series?points=1")
                            .body()
                            .contains("\"total\":100"));
            List<Told> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Told(browser, "/api/stream?run=" + run.id(), Map.of()));
            }
            var streams = gateway.getBean(Streams.class);
            Await.until(
                    DEADLINE,
                    "all clients told to begin",
                    () -> clients.stream().allMatch(client -> client.names.contains("reset")));
            assertThat(streams.clients()).isEqualTo(CLIENTS);
            Set<Integer> expected = new TreeSet<>();
            long began = System.nanoTime();
            while (expected.size() < STEPS || System.nanoTime() - began < SECONDS * 1_000_000_000L) {
                int first = 101 + expected.size();
                int last = first + AT_ONCE - 1;
                run.trained(first, last).heartbeat(last, 0.1);
                IntStream.rangeClosed(first, last).forEach(expected::add);
                Await.until(
                        DEADLINE,
                        "step " + last + " told to a client",
                        () -> clients.getFirst().steps.size() >= expected.size());
            }
            Await.until(
                    DEADLINE,
                    "all points told to all clients",
                    () -> clients.stream().allMatch(client -> client.steps.size() >= expected.size()));
            for (Told client : clients) {
                assertThat(client.steps).containsExactlyElementsOf(expected);
                assertThat(client.names).contains("runs", "pipeline");
            }
            System.out.printf(
                    "%d points to each of %d clients within %d ms, none missed%n",
                    expected.size(), CLIENTS, (System.nanoTime() - began) / 1_000_000);
            clients.forEach(Told::close);
            run.heartbeat(400, 0.1);
        }
    }

    /// Some never read what they are sent, some are gone without a word.
    @Test
    void shouldNotMindClientsThatAreSlowOrGone() throws IOException {
        List<Socket> asleep = new ArrayList<>();
        try (var gateway = Gateways.start(bootstrapServers);
                var run = new PlayedRun(connection, "slow");
                var browser = new Browser(Gateways.address(gateway))) {
            run.requested().accepted().started(0);
            Await.until(
                    DEADLINE,
                    "the run",
                    () -> browser.get("/api/runs/" + run.id()).statusCode() == 200);
            for (int i = 0; i < 20; i++) {
                asleep.add(asleep(Gateways.address(gateway), run));
            }
            var streams = gateway.getBean(Streams.class);
            Await.until(DEADLINE, "those who do not read", () -> streams.clients() == asleep.size());
            try (var client = new Told(browser, "/api/stream?run=" + run.id(), Map.of())) {
                Await.until(DEADLINE, "the beginning", () -> client.names.contains("reset"));
                for (int step = 1; step <= 20_000; step += 1000) {
                    run.trained(step, step + 999);
                    int last = step + 999;
                    Await.until(DEADLINE, "step " + last, () -> client.steps.contains(last));
                }
                assertThat(client.steps).hasSize(20_000).doesNotHaveDuplicates();
            }
            for (Socket socket : asleep) {
                socket.close();
            }
            run.trained(20_001, 20_010);
            Await.until(DEADLINE, "those who are gone to be forgotten", () -> streams.clients() == 0);
        } finally {
            for (Socket socket : asleep) {
                socket.close();
            }
        }
    }

    private static Socket asleep(URI gateway, PlayedRun run) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(2048);
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        String request = "GET /api/stream?run=" + run.id() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// A client that comes back says what it was told last; this may be another gateway.
    @Test
    void shouldGoOnWhereAClientWas() {
        try (var run = new PlayedRun(connection, "resumed")) {
            String lastId;
            try (var gateway = Gateways.start(bootstrapServers);
                    var browser = new Browser(Gateways.address(gateway))) {
                run.requested().accepted().started(0);
                Await.until(
                        DEADLINE,
                        "the run",
                        () -> browser.get("/api/runs/" + run.id()).statusCode() == 200);
                try (var client = new Told(browser, "/api/stream?run=" + run.id(), Map.of())) {
                    Await.until(DEADLINE, "the beginning", () -> client.names.contains("reset"));
                    run.trained(1, 300);
                    Await.until(DEADLINE, "points", () -> client.steps.size() == 300);
                    run.heartbeat(300, 0);
                    String before = client.lastId;
                    Await.until(DEADLINE, "another id", () -> !client.lastId.equals(before));
                    lastId = client.lastId;
                }
            }
            run.trained(301, 500);
            try (var another = Gateways.start(bootstrapServers);
                    var browser = new Browser(Gateways.address(another));
                    var client = new Told(browser, "/api/stream?run=" + run.id(), Map.of("Last-Event-ID", lastId))) {
                Await.until(DEADLINE, "what was missed", () -> client.steps.contains(500));
                Set<Integer> steps = new TreeSet<>(client.steps);
                for (int step = 301; step <= 500; step++) {
                    assertThat(steps).contains(step);
                }
                assertThat(client.names).doesNotContain("reset");
                // Little comes twice.
                assertThat(steps.iterator().next()).isGreaterThan(200);
            }
        }
    }
}
