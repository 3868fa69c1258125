package dev.millrace.service;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.TreeMap;

/// Runs the application's one service from the start of the application to its end.
@Context
final class ServiceRunner {
    private final RunService service;

    /// Every property under `kafka` goes to Kafka's clients as it is.
    ServiceRunner(Environment environment, RunService.Role role) {
        Map<String, String> kafka = new TreeMap<>();
        environment
                .getProperties("kafka", StringConvention.RAW)
                .forEach((name, value) -> kafka.put(name, String.valueOf(value)));
        this.service = RunService.shared(new Connection(kafka), role);
    }

    RunService service() {
        return service;
    }

    @PreDestroy
    void close() {
        service.close();
    }
}
