package dev.millrace.service;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.Map;

/// Up while the service does what it is there for.
@Singleton
final class ServiceHealth extends AbstractHealthIndicator<Map<String, String>> {
    private final Service service;

    ServiceHealth(Service service) {
        this.service = service;
    }

    @Override
    protected String getName() {
        return service.name();
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        boolean alive = service.alive();
        healthStatus = alive ? HealthStatus.UP : HealthStatus.DOWN;
        return Map.of("alive", String.valueOf(alive));
    }
}
