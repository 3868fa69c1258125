package dev.millrace.gateway;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/// Starts gateways.
final class Gateways {
    private Gateways() {}

    /// One at any free port.
    static ApplicationContext start(String bootstrapServers, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("kafka.bootstrap.servers", bootstrapServers);
        settings.putIfAbsent("micronaut.server.port", "-1");
        return ServiceMain.start(GatewayApplication.NAME, settings);
    }

    static ApplicationContext start(String bootstrapServers) {
        return start(bootstrapServers, Map.of());
    }

    static URI address(ApplicationContext gateway) {
        return ServiceMain.health(gateway).resolve("/");
    }
}
