package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.service.ServiceMain;
import dev.millrace.testkit.BrokerExtension;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who can ask a service for its health. On Linux, 127.0.0.2 is this machine's as well.
@ExtendWith(BrokerExtension.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere, 127.0.0.2 is nobody's")
final class HealthAddressTest {
    private final String bootstrap;

    HealthAddressTest(EmbeddedBroker broker) {
        this.bootstrap = broker.bootstrapServers();
    }

    @Test
    void shouldBeThisMachineAloneIfNobodySaysOtherwise() {
        URI health = health(Map.of());
        assertThat(health.getHost()).isEqualTo("127.0.0.1");
        assertThat(health.getPath()).isEqualTo("/health");
    }

    @Test
    void shouldBeWhereASettingSays() {
        assertThat(health(Map.of("micronaut.server.host", "0.0.0.0")).getHost()).isEqualTo("0.0.0.0");
    }

    /// Where health is told, once it was seen that it is told there and nowhere else.
    private URI health(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("kafka.bootstrap.servers", bootstrap);
        all.put("micronaut.server.port", "-1");
        try (ApplicationContext service = ServiceMain.start("evaluator", all)) {
            URI health = ServiceMain.health(service);
            assertThat(answers("127.0.0.1", health.getPort())).isTrue();
            assertThat(answers("127.0.0.2", health.getPort()))
                    .isEqualTo(health.getHost().equals("0.0.0.0"));
            return health;
        }
    }

    static boolean answers(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 5000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
