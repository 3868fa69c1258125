package dev.millrace.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import kafka.server.KafkaConfig;

/// Kafka's settings for one node that is broker and controller, starts fast and holds every replica alone.
final class Settings {
    static final String BROKER = "BROKER";
    static final String CONTROLLER = "CONTROLLER";
    static final int NODE_ID = 1;

    /// What makes the broker this broker; an override of one of these is an error.
    private static final Set<String> OWN = Set.of(
            "process.roles",
            "node.id",
            "log.dirs",
            "log.dir",
            "metadata.log.dir",
            "listeners",
            "advertised.listeners",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "controller.listener.names",
            "inter.broker.listener.name",
            "listener.security.protocol.map");

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            // One node holds every replica; few partitions of internal topics, since each is a directory to open.
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("default.replication.factor", "1"),
            Map.entry("min.insync.replicas", "1"),
            // Topics.
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("delete.topic.enable", "true"),
            Map.entry("log.segment.delete.delay.ms", "1000"),
            Map.entry("log.retention.check.interval.ms", "10000"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            Map.entry("offsets.retention.minutes", "5256000"),
            // Groups: nobody waits for members to come, and a group may ask for short locks and sessions.
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.share.heartbeat.interval.ms", "500"),
            Map.entry("group.share.min.heartbeat.interval.ms", "100"),
            Map.entry("group.share.min.session.timeout.ms", "1000"),
            Map.entry("group.share.min.record.lock.duration.ms", "1000"),
            Map.entry("group.share.max.record.lock.duration.ms", "3600000"),
            Map.entry("group.share.assignment.interval.ms", "0"),
            // The system sizes what lies between two sockets: large batches then pass in few pieces.
            Map.entry("socket.send.buffer.bytes", "-1"),
            Map.entry("socket.receive.buffer.bytes", "-1"),
            // A small machine: few threads. Both listeners have their own.
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("background.threads", "2"),
            Map.entry("num.recovery.threads.per.data.dir", "1"),
            // The metadata log is written when something changes, not twice a second.
            Map.entry("metadata.max.idle.interval.ms", "0"),
            Map.entry("broker.heartbeat.interval.ms", "500"),
            // A start that comes to nothing is an error, not a wait without end.
            Map.entry("server.max.startup.time.ms", "60000"));

    private Settings() {}

    /// Settings of the broker that keeps its data in `directory` and listens at `sockets`.
    static KafkaConfig of(DataDirectory directory, Loopback sockets, Map<String, String> overrides) {
        return of(
                directory.path(), directory.crashed(), sockets.brokerAddress(), sockets.controllerAddress(), overrides);
    }

    /// Settings of a broker that is nowhere: reading them loads most of what Kafka has for it.
    static KafkaConfig ofNone() {
        return of(Path.of("."), false, "127.0.0.1:1", "127.0.0.1:2", Map.of());
    }

    private static KafkaConfig of(
            Path directory, boolean crashed, String broker, String controller, Map<String, String> overrides) {
        for (var name : overrides.keySet()) {
            if (OWN.contains(name)) {
                throw new IllegalArgumentException("The embedded broker sets '" + name + "' itself. Received: " + name
                        + "=" + overrides.get(name) + ". Leave it out, or run a broker of its own.");
            }
        }
        var settings = new HashMap<>(DEFAULTS);
        // After a crash the controller lets the broker back only when its old session has run out. Otherwise a session
        // is long: fencing the only broker helps nobody, and a long pause of this process must not cause it.
        settings.put("broker.session.timeout.ms", crashed ? "2000" : "30000");
        settings.putAll(overrides);
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE_ID));
        settings.put("log.dirs", directory.toString());
        settings.put("listeners", BROKER + "://" + broker + "," + CONTROLLER + "://" + controller);
        // The voters stand here and not in the metadata log, so the port may be another one at the next start.
        settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", BROKER);
        settings.put("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        return new KafkaConfig(settings, false);
    }
}
