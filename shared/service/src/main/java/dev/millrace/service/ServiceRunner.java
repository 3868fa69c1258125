package dev.millrace.service;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import jakarta.annotation.PreDestroy;

/// Runs the application's one service from the start of the application to its end.
@Context
final class ServiceRunner {
    private final String name;
    private final RunService service;

    ServiceRunner(Environment environment, RunService.Role role) {
        this.name = role.name();
        OldGeneration.keepSmall();
        this.service = RunService.shared(new Connection(KafkaSettings.in(environment)), role);
    }

    String name() {
        return name;
    }

    boolean alive() {
        return service.alive();
    }

    @PreDestroy
    void close() {
        service.close();
    }
}
