package dev.millrace.testkit.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/// One of several brokers that are a cluster, controllers too, in a process of its own; it keeps its topics and its
/// ports from one life to the next. Every topic is on three of them, and a record is there when two have it.
public final class ClusterBrokerProcess {
    private static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";
    private static final String CONTROLLER = "CONTROLLER";
    private static final String BROKER = "BROKER";

    private ClusterBrokerProcess() {}

    /// Runs until it is ended.
    ///
    /// @param args directory, which of the brokers this is (from 0), then the ports of all: the first half is for
    /// clients, the second for the controllers among themselves
    public static void main(String[] args) throws Exception {
        Lifeline.tie();
        Path folder = Path.of(args[0]);
        int self = Integer.parseInt(args[1]);
        List<Integer> ports = IntStream.range(2, args.length)
                .mapToObj(i -> Integer.valueOf(args[i]))
                .toList();
        int size = ports.size() / 2;
        format(folder, self);
        var server = new KafkaRaftServer(
                new KafkaConfig(settings(folder, self, ports.subList(0, size), ports.subList(size, 2 * size)), false),
                Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "end"));
        server.startup();
        server.awaitShutdown();
    }

    private static void format(Path folder, int self) throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(folder);
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(self + 1)
                    .setClusterId(CLUSTER)
                    .setControllerListenerName(CONTROLLER)
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setMetadataLogDirectory(folder.toString())
                    .setDirectories(List.of(folder.toString()))
                    .setHasDynamicQuorum(false)
                    .run();
        }
    }

    private static Map<String, String> settings(Path folder, int self, List<Integer> ports, List<Integer> controllers)
            throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(self + 1));
        settings.put("log.dirs", folder.toString());
        settings.put(
                "listeners",
                BROKER + "://127.0.0.1:" + ports.get(self) + "," + CONTROLLER + "://127.0.0.1:"
                        + controllers.get(self));
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, controllers.size())
                        .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                        .collect(Collectors.joining(",")));
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", BROKER);
        settings.put("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "3");
        settings.put("min.insync.replicas", "2");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".num.partitions", "3");
            settings.put(internal + ".replication.factor", "3");
            settings.put(internal + ".segment.bytes", "1048576");
        }
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.retention.check.interval.ms", "10000");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        return settings;
    }
}
