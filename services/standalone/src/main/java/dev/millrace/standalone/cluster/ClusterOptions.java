package dev.millrace.standalone.cluster;

import dev.millrace.messaging.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which Kafka to talk to, and in which form to answer; the same on every command.
public final class ClusterOptions {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description =
                    "A Kafka cluster. Default: the broker that another millrace runs here, else one in this process.")
    @Nullable
    String bootstrap;

    @Option(
            names = "--kafka",
            paramLabel = "NAME=VALUE",
            description = "Any setting of Kafka's clients, also as --kafka.NAME=VALUE.")
    Map<String, String> kafka = new HashMap<>();

    @Option(names = "--json", description = "Answer in JSON, for machines.")
    boolean json;

    /// Whether the answer is for machines.
    public boolean json() {
        return json;
    }

    /// The cluster that was asked for, if one was.
    public Optional<Connection> connection() {
        Map<String, String> settings = new HashMap<>(kafka);
        if (bootstrap != null) {
            settings.put("bootstrap.servers", bootstrap);
        }
        return settings.containsKey("bootstrap.servers") ? Optional.of(new Connection(settings)) : Optional.empty();
    }

    /// A cluster that was found without being named, with the settings that were given.
    public Connection with(Connection found) {
        Map<String, String> settings = new HashMap<>(found.settings());
        settings.putAll(kafka);
        return new Connection(settings);
    }
}
