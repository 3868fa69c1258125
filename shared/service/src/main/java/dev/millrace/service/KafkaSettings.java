package dev.millrace.service;

import dev.millrace.messaging.Connection;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/// Everything under `kafka` in an application's settings goes to Kafka's clients as it is, whoever says it: the
/// service's file (`kafka.bootstrap.servers`), the environment (`KAFKA_BOOTSTRAP_SERVERS`) or an argument.
@Factory
final class KafkaSettings {
    /// The cluster that the settings name.
    @Singleton
    Connection connection(Environment environment) {
        return new Connection(in(environment));
    }

    /// The settings by Kafka's names.
    static Map<String, String> in(Environment environment) {
        Map<String, String> settings = new TreeMap<>();
        environment.getProperties("kafka").forEach((name, value) -> {
            // A variable is offered under every reading of its underscores. Kafka's names have dots only.
            if (!name.contains("-")) {
                settings.put(name, String.valueOf(value));
            }
        });
        return settings;
    }
}
