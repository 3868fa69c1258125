package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    @Test
    void shouldSayThatNoBrokerAnswers() {
        assertThatThrownBy(() -> Connection.to("localhost:1").check(Duration.ofSeconds(1)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessage("No Kafka broker answers at localhost:1 (waited 1 s). Start one there, or name another with"
                        + " --bootstrap HOST:PORT.");
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
