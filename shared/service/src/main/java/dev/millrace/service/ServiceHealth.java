package dev.millrace.service;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.Map;

/// Up while the service takes runs.
@Singleton
final class ServiceHealth extends AbstractHealthIndicator<Map<String, String>> {
    private final ServiceRunner runner;

    ServiceHealth(ServiceRunner runner) {
        this.runner = runner;
    }

    @Override
    protected String getName() {
        return runner.name();
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        boolean alive = runner.alive();
        healthStatus = alive ? HealthStatus.UP : HealthStatus.DOWN;
        return Map.of("taking-runs", String.valueOf(alive));
    }
}
