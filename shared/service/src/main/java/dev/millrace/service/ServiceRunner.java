package dev.millrace.service;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;

/// The service of an application that takes runs.
@Context
@Requires(beans = RunService.Role.class)
final class ServiceRunner implements Service {
    private final String name;
    private final RunService service;

    ServiceRunner(Connection connection, RunService.Role role, MeterRegistry meters) {
        this.name = role.name();
        OldGeneration.keepSmall();
        this.service = RunService.shared(connection, role);
        Gauge.builder("millrace.runs.at.work", service, RunService::atWork)
                .description("Runs that this service is at work on")
                .register(meters);
        Gauge.builder("millrace.runs.capacity", role, RunService.Role::capacity)
                .description("Runs that this service does at once")
                .register(meters);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean alive() {
        return service.alive();
    }

    @PreDestroy
    void close() {
        service.close();
    }
}
