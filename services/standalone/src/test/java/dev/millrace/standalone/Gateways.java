package dev.millrace.standalone;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.messaging.Connection;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.util.Map;

/// Starts gateways.
public final class Gateways {
    private static final int ANY_PORT = -1;

    private Gateways() {}

    /// One at any free port.
    public static ApplicationContext start(Connection connection) {
        return start(connection, ANY_PORT);
    }

    /// One at `port`.
    public static ApplicationContext start(Connection connection, int port) {
        return ServiceMain.start(
                GatewayApplication.NAME,
                Map.of(
                        "kafka.bootstrap.servers",
                        connection.bootstrapServers(),
                        "micronaut.server.port",
                        Integer.toString(port)));
    }

    /// Where its page is.
    public static URI address(ApplicationContext gateway) {
        return ServiceMain.health(gateway).resolve("/");
    }
}
