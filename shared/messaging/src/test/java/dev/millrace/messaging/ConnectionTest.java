package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    @Test
    void shouldSayThatNoBrokerAnswers() {
        assertThatThrownBy(() -> Connection.to("localhost:1").check(Duration.ofSeconds(1)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessage("No Kafka broker answers at localhost:1 (waited 1 s). Start one there, or name another with"
                        + " --bootstrap HOST:PORT.");
    }

    @Test
    void shouldWaitForABrokerThatComesLater(@TempDir Path folder) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Connection connection = Connection.to("127.0.0.1:" + port);
        Duration tried = Duration.ofMillis(200);
        assertThatThrownBy(() -> connection.await(tried, tried)).isInstanceOf(BrokerUnavailableException.class);
        // It takes longer to start than a try.
        var broker = CompletableFuture.supplyAsync(() -> EmbeddedBroker.startAt(port, folder));
        try {
            connection.await(Duration.ofMinutes(1), tried);
        } finally {
            broker.join().close();
        }
    }

    @Test
    void shouldWantBootstrapServers() {
        assertThatThrownBy(() -> new Connection(Map.of("acks", "all")))
                .hasMessage("Kafka's 'bootstrap.servers' is not set. Give host:port of a broker.");
    }

    @Test
    void shouldHideSecrets() {
        var connection = new Connection(Map.of(
                "bootstrap.servers", "localhost:9092",
                "ssl.keystore.password", "x",
                "sasl.jaas.config", "y",
                "sasl.mechanism", "PLAIN"));
        assertThat(connection.masked())
                .containsEntry("ssl.keystore.password", "[hidden]")
                .containsEntry("sasl.jaas.config", "[hidden]")
                .containsEntry("sasl.mechanism", "PLAIN");
    }
}
