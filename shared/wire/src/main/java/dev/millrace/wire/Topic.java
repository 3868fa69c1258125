package dev.millrace.wire;

import java.util.Map;

/// A topic and the settings it is created with; no topic is ever created by being used.
///
/// @param partitions how many
/// @param settings Kafka's topic settings, by Kafka's names
public record Topic(String name, int partitions, Map<String, String> settings) {
    public Topic {
        settings = Map.copyOf(settings);
    }
}
